/**
 * Schemas for single fields of Dodo's JSON. A field of an unexpected type does not invalidate its
 * object: Dodo adds fields, omits others and sends `null` for many, so strict schemas have refused
 * real deliveries (https://github.com/dodopayments/dodo-adapters/issues/128).
 */
import * as v from "valibot";

/** The schema of a string. A value that is absent or of another type becomes `null`. */
export const text: v.GenericSchema<unknown, string | null> = v.fallback(
  v.nullable(v.string()),
  null,
);

/**
 * The schema of an id that fits into a column: 1 to 200 characters, none of them of the Unicode
 * category C, such as a control character or half of a surrogate pair. Any other value becomes
 * `null`.
 */
export const id: v.GenericSchema<unknown, string | null> = v.fallback(
  v.nullable(v.pipe(v.string(), v.regex(/^\P{C}{1,200}$/u))),
  null,
);

/** The schema of a boolean. A value that is absent or of another type becomes `null`. */
export const flag: v.GenericSchema<unknown, boolean | null> = v.fallback(
  v.nullable(v.boolean()),
  null,
);

/** The schema of an amount in minor units: `null` if absent, `"malformed"` if invalid. */
export const minor: v.GenericSchema<unknown, number | "malformed" | null> = v.optional(
  v.fallback(
    v.union([v.pipe(v.number(), v.safeInteger(), v.minValue(0)), v.null(), v.literal("malformed")]),
    "malformed",
  ),
  null,
);

/** Builds the schema of an array of `item`. A value that is absent or invalid becomes `null`. */
export function list<Item>(
  item: v.GenericSchema<unknown, Item>,
): v.GenericSchema<unknown, Item[] | null> {
  return v.fallback(v.nullable(v.array(item)), null);
}

/** The result of `entries()`: each invalid part is `"unreadable"`, an absent array is `null`. */
export type Entries<Item> = (Item | "unreadable")[] | "unreadable" | null;

/**
 * Builds the schema of an array. An entry that `item` rejects becomes `"unreadable"`, and so does a
 * whole value that is not an array. An absent array becomes `null`.
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

/** Returns the entries that could be read. `whole` says whether all entries could be read. */
export function readable<Item>(given: Entries<Item>): { items: Item[]; whole: boolean } {
  if (given === "unreadable") return { items: [], whole: false };
  const items = (given ?? []).filter((item): item is Item => item !== "unreadable");
  return { items, whole: items.length === (given ?? []).length };
}

/**
 * Converts an ISO time to Unix milliseconds. Returns `null` if the text is not a time. A time
 * without a zone is read as UTC, because `Date.parse()` would use the zone of this machine.
 */
export function toUnixMs(value: string | null): number | null {
  const time = value ?? "";
  const parsed = Date.parse(
    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(time) ? `${time}Z` : time,
  );
  return Number.isNaN(parsed) ? null : parsed;
}
