import { PaymentError } from "../../errors.ts";
import type { RecentWindow } from "../provider.ts";
import type { Position } from "../storage.ts";

/** Which page of which book comes next. */
export type DriftPlace =
  | { book: "provider"; provider: string; page: number }
  | { book: "rows"; after: Position };

/** A report that is not at its end: what it is about, and where it goes on. */
export interface DriftProgress {
  window: RecentWindow;
  place: DriftPlace;
}

export function encodeProgress({ window: { since, until }, place }: DriftProgress): string {
  const next =
    place.book === "rows"
      ? `r:${place.after.created_at}:${place.after.id}`
      : `p:${place.page}:${place.provider}`;
  return `${since}:${until}:${next}`;
}

/** Throws `invalid_cursor`. */
export function decodeProgress(cursor: string): DriftProgress {
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
    place:
      book === "r"
        ? { book: "rows", after: { created_at: Number(at), id } }
        : { book: "provider", provider: id, page: Number(at) },
  };
}
