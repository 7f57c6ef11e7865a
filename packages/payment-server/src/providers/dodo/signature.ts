/**
 * Verifies that a delivery was signed with one of the configured keys, as Standard Webhooks defines
 * it (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md):
 * HMAC-SHA256 over `id.timestamp.body`.
 *
 * The library computes the signatures, and this file compares them. The library's `verify()` is not
 * used, because it reads the machine's clock instead of the service's, accepts `123abc` as a
 * timestamp, and throws a SyntaxError for a body that is not JSON.
 */
import { PaymentError } from "../../errors.ts";
import type { SigningKey } from "./keys.ts";

/** How many seconds a timestamp may be in the past or future. The standard says 5 minutes. */
const TOLERANCE_S = 300;

/**
 * The largest number of signatures that a delivery may have. There are two while a key is rotated
 * (https://docs.dodopayments.com/developer-resources/webhooks), and many more only in an attack.
 */
const MOST_SIGNATURES = 8;

const SECONDS = /^[1-9]\d{0,11}$/;

/**
 * Matches `v1,` and the 32 bytes of an HMAC-SHA256 in base64. The body is not hashed for any other
 * signature, because hashing 256 KiB takes milliseconds for each key.
 */
const SIGNATURE = /^v1,[A-Za-z0-9+/]{43}=$/;

/** The values in the headers of a delivery, before the signature is verified. */
export interface Claimed {
  id: string;
  seconds: number;
  signatures: readonly string[];
}

/**
 * Reads the headers of a delivery, and checks the id, the format of the signatures and the age of
 * the timestamp at the time `now` (Unix milliseconds). Throws `invalid_signature` if one of these
 * is wrong.
 */
export function readClaimed(headers: Headers, now: number): Claimed {
  const id = messageId(headers);
  const seconds = sentSeconds(headers);
  const named = (headers.get("webhook-signature") ?? "").split(" ", MOST_SIGNATURES + 1);
  if (id === null || seconds === null || named.length > MOST_SIGNATURES) throw refused(UNSIGNED);
  if (Math.abs(now / 1_000 - seconds) > TOLERANCE_S) throw refused(OUTDATED);
  const signatures = named.filter((signature) => SIGNATURE.test(signature));
  if (signatures.length === 0) throw refused(UNSIGNED);
  return { id, seconds, signatures };
}

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

/**
 * Returns the event's id, or `null` if the id is not valid. The id is the same in all redeliveries.
 * It must not contain a dot, because the signed text `id.timestamp.body` could then be split in
 * another way.
 */
export function messageId(headers: Headers): string | null {
  const id = headers.get("webhook-id") ?? "";
  return /^[A-Za-z0-9_-]{1,128}$/.test(id) ? id : null;
}

/** Returns when the delivery was sent, in Unix seconds, or `null` if the header is not valid. */
export function sentSeconds(headers: Headers): number | null {
  const seconds = headers.get("webhook-timestamp") ?? "";
  return SECONDS.test(seconds) ? Number(seconds) : null;
}

/** Compares two strings in constant time if their lengths are equal. */
function isEqual(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index += 1)
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

const UNSIGNED =
  "This delivery has no usable `webhook-id`, `webhook-timestamp` and `webhook-signature` headers: it does not come from Dodo, or a proxy removes them.";
const OUTDATED =
  "This delivery is dated more than 5 minutes ago or ahead: check the clock of this machine, and that no proxy holds requests back.";
const FORGED =
  "The signature of this delivery is wrong: check that DODO_WEBHOOK_KEY is the signing key of this endpoint, in every process, and that the body arrives unchanged.";

function refused(why: string): PaymentError {
  return new PaymentError("invalid_signature", why);
}
