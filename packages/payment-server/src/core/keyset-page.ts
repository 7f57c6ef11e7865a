import { PaymentError } from "../errors.ts";
import type { PageRequest, Position } from "./storage-records.ts";

/** One page of a list, newest first. `next_cursor` is `null` on the last page. */
export interface Page<Row> {
  items: Row[];
  next_cursor: string | null;
}

/**
 * Reads the page that follows `cursor` in a list (keyset pagination). Rows inserted meanwhile do
 * not shift the page. Throws `invalid_cursor` if `cursor` does not have the form of a
 * `next_cursor`.
 */
export async function readPage<Row extends { created_at: number }, Filter>(
  list: (page: PageRequest<Filter>) => Promise<Row[]>,
  id: (row: Row) => string,
  request: { filter: Filter; cursor: string | null; limit: number },
): Promise<Page<Row>> {
  const { filter, cursor, limit } = request;
  const rows = await list({
    filter,
    after: cursor === null ? null : decode(cursor),
    limit: limit + 1,
  });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next_cursor:
      rows.length > limit && last !== undefined
        ? encode({ created_at: last.created_at, id: id(last) })
        : null,
  };
}

function encode({ created_at, id }: Position): string {
  return btoa(`${created_at}:${id}`).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function decode(cursor: string): Position {
  const match = /^[A-Za-z0-9_-]+$/.test(cursor)
    ? /^(\d{1,15}):([A-Za-z0-9_:-]{1,200})$/.exec(fromBase64(cursor))
    : null;
  const [, created_at, id] = match ?? [];
  if (created_at === undefined || id === undefined)
    throw new PaymentError(
      "invalid_cursor",
      "`cursor` must be the `next_cursor` of an earlier page.",
    );
  return { created_at: Number(created_at), id };
}

function fromBase64(cursor: string): string {
  try {
    return atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}
