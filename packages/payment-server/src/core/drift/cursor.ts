import { PaymentError } from "../../errors.ts";
import type { RecentWindow } from "../provider.ts";
import type { Position } from "../storage-records.ts";

/** The page that is read next: of a provider's book, or of our rows. */
export type DriftPosition =
  | { book: "provider"; provider: string; page: number }
  | { book: "rows"; after: Position };

/** An unfinished report: the window it is about, and where it goes on. */
export interface DriftCursor {
  window: RecentWindow;
  position: DriftPosition;
}

/** Returns the cursor as a text, which callers treat as opaque. */
export function encodeCursor({ window: { since, until }, position }: DriftCursor): string {
  const next =
    position.book === "rows"
      ? `r:${position.after.created_at}:${position.after.id}`
      : `p:${position.page}:${position.provider}`;
  return `${since}:${until}:${next}`;
}

/** Reads what `encodeCursor` has returned. Throws `invalid_cursor`. */
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
