import { describeValue } from "./describe-value.ts";
import type { Topup } from "./host.ts";
import { isStorableId, UNSTORABLE } from "./storable-text.ts";

/**
 * Returns a sentence about the first wrong field of the topup that the host's `readTopup()`
 * returned, or `null` if none is wrong. The sentence says what was returned and, in most cases,
 * what the field has to be. This function does not check whether the id is the one that was passed.
 */
export function wrongField(topup: Topup): string | null {
  const row = wrongRow(topup);
  if (row !== null) return `readTopup() returned ${row}.`;
  for (const [field, isRight, wanted] of FIELDS)
    if (!isRight(topup[field]))
      return `readTopup() returned a topup whose \`${field}\` ${came(topup, field)}; ${wanted}.`;
  for (const field of ["topup_id", "user_id"] as const)
    if (!isStorableId(topup[field]))
      return `readTopup() returned a topup whose \`${field}\` ${UNSTORABLE}.`;
  return null;
}

/**
 * The fields of a topup, in the order in which they are checked. Each entry has the name of the
 * field, its check, and the end of a sentence that says what the field has to be.
 */
const FIELDS: readonly (readonly [
  field: keyof Topup,
  isRight: (value: unknown) => boolean,
  wanted: string,
])[] = [
  ["topup_id", isText, "it must be the id that was passed, as a string"],
  ["user_id", isText, "it must be a string of at least one character, such as String(row.user_id)"],
  [
    "credits",
    (value) => typeof value === "number" && Number.isFinite(value),
    "it must be a finite number, such as Number(row.credits)",
  ],
  [
    "usd_cents",
    (value) => typeof value === "number",
    "it must be a whole number of US cents, such as Number(row.usd_cents)",
  ],
  [
    "status",
    (value) => typeof value === "string",
    "it must be a string, `pending` until the topup is credited and `paid` from then on",
  ],
];

/** The names of the fields that are read of a topup. */
export const TOPUP_FIELDS: readonly (keyof Topup)[] = FIELDS.map(([field]) => field);

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/**
 * Returns what is wrong if the host did not return a topup at all, but for example a list or a
 * query's result. Otherwise returns `null`.
 */
function wrongRow(topup: unknown): string | null {
  if (Array.isArray(topup)) return "a list; return its first row, or null if it is empty";
  if (typeof topup !== "object") return `${describeValue(topup)}; return the topup or null`;
  if (topup !== null && "rows" in topup && !("topup_id" in topup))
    return "a query's result; return `rows[0] ?? null`";
  return null;
}

/**
 * Returns what is wrong with a field: its value, or that it is missing. If the host's row has the
 * field in another spelling, the result names that spelling too.
 */
function came(topup: Topup, field: keyof Topup): string {
  if (topup[field] !== undefined) return `is ${describeValue(topup[field])}`;
  const plain = field.replaceAll("_", "");
  const other = Object.keys(topup).find(
    (key) =>
      key !== field &&
      key.replaceAll("_", "").toLowerCase() === plain &&
      /^[A-Za-z_]{1,40}$/.test(key),
  );
  return other === undefined ? "is missing" : `is missing (it has \`${other}\`)`;
}
