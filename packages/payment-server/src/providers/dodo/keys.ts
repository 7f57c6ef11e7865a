import { Webhook } from "standardwebhooks";
import { PaymentError } from "../../errors.ts";

/** Signs the text of a delivery with one key. */
export type SigningKey = Webhook;

/** Standard Webhooks asks for keys of 24 to 64 bytes. */
const LEAST_BYTES = 24;

/** The keys in `value`, separated by spaces. Throws `configuration` on one that is empty, not base64 or too short; never prints it. */
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

function byteLength(base64: string): number | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return null;
  return atob(base64).length;
}

function refused(why: string): PaymentError {
  return new PaymentError("configuration", `A key in DODO_WEBHOOK_KEY ${why}`);
}
