/**
 * Schemas for single fields of Dodo's JSON. A field of an unexpected type reads as absent, or as
 * unreadable where that matters, and never rejects the object around it: strict schemas have
 * refused real deliveries (https://github.com/dodopayments/dodo-adapters/issues/128), because Dodo
 * adds fields, leaves others out and sends `null` for many.
 */
import * as v from "valibot";

/** A string; `null` when it is absent or of another type. */
export const text: v.GenericSchema<unknown, string | null> = v.fallback(
  v.nullable(v.string()),
  null,
);

/** A boolean; `null` when it is absent or of another type. */
export const flag: v.GenericSchema<unknown, boolean | null> = v.fallback(
  v.nullable(v.boolean()),
  null,
);

/** An amount in minor units; `null` when it is absent, `"malformed"` when it is no such number. */
export const minor: v.GenericSchema<unknown, number | "malformed" | null> = v.optional(
  v.fallback(
    v.union([v.pipe(v.number(), v.safeInteger(), v.minValue(0)), v.null(), v.literal("malformed")]),
    "malformed",
  ),
  null,
);

/** An array of `item`; `null` when it is absent or when one of its entries does not fit. */
export function list<Item>(
  item: v.GenericSchema<unknown, Item>,
): v.GenericSchema<unknown, Item[] | null> {
  return v.fallback(v.nullable(v.array(item)), null);
}

/** What is read of a list whose entries count even when they cannot be read. */
export type Entries<Item> = (Item | "unreadable")[] | "unreadable" | null;

/**
 * An array of `item` in which nothing is lost: `null` when it is absent, `"unreadable"` in place of
 * each entry that does not fit, and `"unreadable"` for a value that is no array.
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
 * The Unix milliseconds of an ISO time, or `null` if it is none. A time without a zone is read as
 * UTC, since `Date.parse()` would read it in the zone of this machine.
 */
export function toUnixMs(value: string | null): number | null {
  const time = value ?? "";
  const parsed = Date.parse(
    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(time) ? `${time}Z` : time,
  );
  return Number.isNaN(parsed) ? null : parsed;
}
