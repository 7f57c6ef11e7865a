/**
 * Verifies that a delivery was signed with one of the configured keys. Standard Webhooks defines
 * the signature as an HMAC-SHA256 over `id.timestamp.body`
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 *
 * The library `standardwebhooks` computes the signatures, and this file compares them. The
 * library's `verify()` is not used, because it reads the machine's clock instead of the service's,
 * accepts `123abc` as a timestamp, and throws a SyntaxError for a body that is not JSON.
 */
import type { SigningKey } from "./keys.ts";
import { refused, type Claimed } from "./signature-headers.ts";

/**
 * Throws `invalid_signature` unless one of the signatures was computed with one of the keys. The
 * body is hashed once for each key, however many signatures there are. `raw` is `null` for a body
 * that is not UTF-8, for which no signature is valid.
 */
export function verify(
  keys: readonly SigningKey[],
  { id, seconds, signatures }: Claimed,
  raw: string | null,
): void {
  if (raw === null) throw refused(FORGED);
  const expected = keys.map((key) => key.sign(id, new Date(seconds * 1_000), raw));
  const genuine = signatures.some((signature) => expected.some((ours) => isEqual(signature, ours)));
  if (!genuine) throw refused(FORGED);
}

/** Compares two strings in constant time if their lengths are equal. */
function isEqual(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index += 1)
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

const FORGED =
  "The signature of this delivery is wrong: check that DODO_WEBHOOK_KEY is the signing key of this endpoint, in every process, and that the body arrives unchanged.";
