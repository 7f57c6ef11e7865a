/**
 * Schemas for single fields of Dodo's JSON. A field of an unexpected type is read as absent or,
 * where the difference matters, as unreadable; the object that contains it is still accepted. Dodo
 * adds fields, omits others and sends `null` for many, so strict schemas have refused real
 * deliveries (https://github.com/dodopayments/dodo-adapters/issues/128).
 */
import * as v from "valibot";

/** A string; `null` when it is absent or of another type. */
export const text: v.GenericSchema<unknown, string | null> = v.fallback(
  v.nullable(v.string()),
  null,
);

/**
 * An id that fits into a column: at most 200 characters, none of them a control character or half
 * of a surrogate pair. Any other value is read as `null`.
 */
export const id: v.GenericSchema<unknown, string | null> = v.fallback(
  v.nullable(v.pipe(v.string(), v.regex(/^\P{C}{1,200}$/u))),
  null,
);

/** A boolean; `null` when it is absent or of another type. */
export const flag: v.GenericSchema<unknown, boolean | null> = v.fallback(
  v.nullable(v.boolean()),
  null,
);

/** A non-negative integer in minor units; `null` when absent, `"malformed"` for any other value. */
export const minor: v.GenericSchema<unknown, number | "malformed" | null> = v.optional(
  v.fallback(
    v.union([v.pipe(v.number(), v.safeInteger(), v.minValue(0)), v.null(), v.literal("malformed")]),
    "malformed",
  ),
  null,
);

/** An array of `item`; `null` when it is absent, is no array, or has an entry that does not fit. */
export function list<Item>(
  item: v.GenericSchema<unknown, Item>,
): v.GenericSchema<unknown, Item[] | null> {
  return v.fallback(v.nullable(v.array(item)), null);
}

/** A list whose unreadable parts are replaced by `"unreadable"`; `null` if it is absent. */
export type Entries<Item> = (Item | "unreadable")[] | "unreadable" | null;

/**
 * Builds the schema of an array that keeps its unreadable entries. An entry that `item` rejects
 * becomes `"unreadable"`, and so does a value that is no array. An absent array becomes `null`.
 */
export function entries<Item>(
  item: v.GenericSchema<unknown, Item>,
): v.GenericSchema<unknown, Entries<Item>> {
  return v.optional(
    v.fallback(
      v.union([
        v.null(),
        v.literal("unreadable"),
        v.array(v.fallback(v.union([v.literal("unreadable"), item]), "unreadable")),
      ]),
      "unreadable",
    ),
    null,
  );
}

/**
 * Converts an ISO time to Unix milliseconds. Returns `null` if the text is no such time. A time
 * without a zone is read as UTC, because `Date.parse()` would use the zone of this machine.
 */
export function toUnixMs(value: string | null): number | null {
  const time = value ?? "";
  const parsed = Date.parse(
    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(time) ? `${time}Z` : time,
  );
  return Number.isNaN(parsed) ? null : parsed;
}
