import { PaymentError } from "../../errors.ts";
import type { RecentWindow } from "../provider.ts";
import type { Position } from "../storage-records.ts";

/** The next page to read, either of a provider's payments or of our rows. */
export type DriftPosition =
  | { book: "provider"; provider: string; page: number }
  | { book: "rows"; after: Position };

/** The state of an unfinished report: its time window and the next page to read. */
export interface DriftCursor {
  window: RecentWindow;
  position: DriftPosition;
}

/** Encodes a cursor as a string that callers treat as opaque. */
export function encodeCursor({ window: { since, until }, position }: DriftCursor): string {
  const next =
    position.book === "rows"
      ? `r:${position.after.created_at}:${position.after.id}`
      : `p:${position.page}:${position.provider}`;
  return `${since}:${until}:${next}`;
}

/** Decodes a string from `encodeCursor`. Throws `invalid_cursor` for a string of another form. */
export function decodeCursor(cursor: string): DriftCursor {
  const [, since, until, book, at, id] =
    /^(\d{1,15}):(\d{1,15}):([pr]):(\d{1,15}):(.{0,200})$/.exec(cursor) ?? [];
  if (id === undefined)
    throw new PaymentError(
      "invalid_cursor",
      "`cursor` must be the `next_cursor` of an earlier page.",
    );
  const window = { since: Number(since), until: Number(until) };
  return {
    window,
    position:
      book === "r"
        ? { book: "rows", after: { created_at: Number(at), id } }
        : { book: "provider", provider: id, page: Number(at) },
  };
}
