import { Webhook } from "standardwebhooks";
import { PaymentError } from "../../errors.ts";

/** A signing key of the webhook endpoint: `sign()` computes the signature of a delivery. */
export type SigningKey = Webhook;

/**
 * Standard Webhooks requires keys of 24 to 64 bytes
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
const LEAST_BYTES = 24;

/**
 * Reads the keys in `value`, which are separated by spaces; `null` means that there are none.
 * Throws `configuration` for a key that is empty, not base64 or too short, and never prints it. The
 * check is ours because version 1.0.0 of `standardwebhooks` accepts a bare `whsec_`, and would then
 * verify with an empty key.
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

/** The number of bytes, or `null` if the text is not padded base64. */
function byteLength(base64: string): number | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return null;
  return atob(base64).length;
}

function refused(why: string): PaymentError {
  return new PaymentError("configuration", `A key in DODO_WEBHOOK_KEY ${why}`);
}
