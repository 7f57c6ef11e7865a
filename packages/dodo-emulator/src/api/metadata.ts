import type { Metadata } from "dodopayments/resources/misc";
import { invalidBody, refused } from "../errors.ts";
import { readFields } from "./fields.ts";

/**
 * Reads metadata of at most 50 pairs. A key has 1 to 40 letters, digits, `_` or `-`. A value is a
 * string, a number or a boolean of up to 500 characters. Throws a `DodoError` for any other
 * metadata.
 *
 * @see https://docs.dodopayments.com/api-reference/metadata
 */
export function readMetadata(given: unknown): Metadata {
  const fields = readFields(given, "metadata") ?? {};
  const pairs = Object.entries(fields);
  if (pairs.length > 50) throw refused("MAXIMUM_KEYS_REACHED", "metadata has more than 50 keys");
  const metadata: Metadata = {};
  for (const [key, value] of pairs) {
    if (!/^[A-Za-z0-9_-]{1,40}$/.test(key))
      throw invalidBody("metadata keys are 1 to 40 letters, digits, _ or -");
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
      throw invalidBody(`metadata.${key} must be a string, a number or a boolean`);
    if (String(value).length > 500)
      throw invalidBody(`metadata.${key} is longer than 500 characters`);
    metadata[key] = value;
  }
  return metadata;
}
