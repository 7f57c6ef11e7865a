import { Webhook } from "standardwebhooks";
import { PaymentError } from "../../errors.ts";

/** A signing key of the webhook endpoint. Its `sign()` computes the signature of a delivery. */
export type SigningKey = Webhook;

/**
 * The number of bytes of the shortest key that is accepted. Standard Webhooks requires 24 to 64
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
const LEAST_BYTES = 24;

/**
 * Reads the signing keys in `value`, which are separated by spaces. Returns an empty array for
 * `null`. Throws `configuration` for a key that is empty, not base64 or too short. The message does
 * not contain the key. The keys are checked here because version 1.0.0 of `standardwebhooks`
 * accepts a bare `whsec_` and then verifies with an empty key.
 */
export function readKeys(value: string | null): SigningKey[] {
  if (value === null) return [];
  return value.split(/\s+/).map(readKey);
}

function readKey(text: string): SigningKey {
  const bytes = byteLength(text.replace(/^whsec_/, ""));
  if (bytes === 0)
    throw refused(
      "is `whsec_` alone; copy the whole signing key of the endpoint from Dodo's dashboard.",
    );
  if (bytes === null)
    throw refused(
      "is not base64; copy the whole signing key, `whsec_…`, of the endpoint from Dodo's dashboard.",
    );
  if (bytes < LEAST_BYTES)
    throw refused(`has ${bytes} bytes; a signing key has at least ${LEAST_BYTES}.`);
  return new Webhook(text);
}

/** Returns the number of bytes that a base64 text encodes, or `null` if it is not padded base64. */
function byteLength(base64: string): number | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return null;
  return atob(base64).length;
}

function refused(why: string): PaymentError {
  return new PaymentError("configuration", `A key in DODO_WEBHOOK_KEY ${why}`);
}
