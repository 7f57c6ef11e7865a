/**
 * Verifies that a delivery was signed with one of the configured keys, by Standard Webhooks
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md):
 * HMAC-SHA256 over `id.timestamp.body`.
 *
 * The library computes the signatures and the comparison is ours, because `verify()` of the library
 * reads the machine's clock instead of the service's, accepts `123abc` as a timestamp, and throws a
 * SyntaxError for a body that is not JSON.
 */
import { PaymentError } from "../../errors.ts";
import type { SigningKey } from "./keys.ts";

/** The age that a delivery may have, and how far it may be ahead; the standard says 5 minutes. */
const TOLERANCE_S = 300;

/**
 * While a key is rotated there are two signatures
 * (https://docs.dodopayments.com/developer-resources/webhooks); many more are an attack.
 */
const MOST_SIGNATURES = 8;

const SECONDS = /^[1-9]\d{0,11}$/;

/**
 * The 32 bytes of HMAC-SHA256 in base64. Hashing 256 KiB takes milliseconds for each key, so
 * nothing of another shape is hashed for.
 */
const SIGNATURE = /^v1,[A-Za-z0-9+/]{43}=$/;

/** What the headers claim; none of it is proven yet. */
export interface Claimed {
  id: string;
  seconds: number;
  signatures: readonly string[];
}

/**
 * Reads what the headers claim and checks what needs no hashing: the id, the age by `now` (Unix
 * milliseconds) and the shape of the signatures. Throws `invalid_signature`.
 */
export function readClaimed(headers: Headers, now: number): Claimed {
  const id = messageId(headers);
  const seconds = sentSeconds(headers);
  const named = (headers.get("webhook-signature") ?? "").split(" ", MOST_SIGNATURES + 1);
  if (id === null || seconds === null || named.length > MOST_SIGNATURES) throw invalidSignature();
  if (Math.abs(now / 1_000 - seconds) > TOLERANCE_S) throw invalidSignature();
  const signatures = named.filter((signature) => SIGNATURE.test(signature));
  if (signatures.length === 0) throw invalidSignature();
  return { id, seconds, signatures };
}

/**
 * Throws `invalid_signature` unless one of the claimed signatures is that of one of the keys. Each
 * key hashes the body once, however many signatures there are. `raw` is `null` for a body that is
 * not UTF-8, which no signature can match.
 */
export function verify(
  keys: readonly SigningKey[],
  { id, seconds, signatures }: Claimed,
  raw: string | null,
): void {
  if (raw === null) throw invalidSignature();
  const expected = keys.map((key) => key.sign(id, new Date(seconds * 1_000), raw));
  const genuine = signatures.some((signature) => expected.some((ours) => isEqual(signature, ours)));
  if (!genuine) throw invalidSignature();
}

/**
 * The id of the event, which stays the same when the delivery is sent again; `null` if it is none.
 * A dot in it would let the signed text of one delivery be read as that of another.
 */
export function messageId(headers: Headers): string | null {
  const id = headers.get("webhook-id") ?? "";
  return /^[A-Za-z0-9_-]{1,128}$/.test(id) ? id : null;
}

/** When this delivery was sent, in Unix seconds; `null` if the header names no such time. */
export function sentSeconds(headers: Headers): number | null {
  const seconds = headers.get("webhook-timestamp") ?? "";
  return SECONDS.test(seconds) ? Number(seconds) : null;
}

/** Compares in constant time, for two strings of the same length. */
function isEqual(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index += 1)
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

function invalidSignature(): PaymentError {
  return new PaymentError(
    "invalid_signature",
    "The signature of this delivery is missing, wrong or outdated; check DODO_WEBHOOK_KEY, and that the body arrives unchanged.",
  );
}
