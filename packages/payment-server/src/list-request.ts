import type { ListRequest } from "./core/lists.ts";
import { isStorableId } from "./core/storable-text.ts";
import { PaymentError } from "./errors.ts";

/**
 * Builds the request for a page of a list. `limit` is 50 by default, and is brought into the range
 * from 1 to 200. Throws `invalid_request` for an unknown filter, for a value that no id can have,
 * and for a `limit` that is not a number. The name of an unknown filter would become part of an SQL
 * statement.
 */
export function listRequest<Filter extends object>(
  filter: Filter,
  names: readonly (keyof Filter & string)[],
  page: { cursor?: string; limit?: number },
): ListRequest<Filter> {
  const unknown = Object.keys(filter).find((key) => !names.some((name) => name === key));
  if (unknown !== undefined)
    throw new PaymentError(
      "invalid_request",
      `There is no such filter; there are ${names.join(", ")}.`,
    );
  const set = Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined),
  ) as Filter;
  const unstorable = Object.entries(set).find(([, value]) => !isStorableId(String(value)));
  if (unstorable !== undefined)
    throw new PaymentError(
      "invalid_request",
      `The filter \`${unstorable[0]}\` is empty, or no id can have its characters or its length.`,
    );
  const limit = Math.min(200, Math.max(1, Math.floor(page.limit ?? 50)));
  if (Number.isNaN(limit))
    throw new PaymentError("invalid_request", "`limit` must be a number from 1 to 200.");
  return { filter: set, cursor: page.cursor ?? null, limit };
}
