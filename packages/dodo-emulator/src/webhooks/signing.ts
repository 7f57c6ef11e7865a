import { Webhook } from "standardwebhooks";

/** What to sign, and with which keys. */
export interface SignInput {
  /** The body, byte for byte as it is sent. */
  body: string;
  /** The message id, `msg_…`. */
  webhook_id: string;
  /** Unix seconds; fractions are cut off. */
  timestamp: number;
  /** `whsec_` keys; there is one signature for each. */
  keys: readonly string[];
}

/**
 * Returns the three Standard Webhooks headers of a body. Signatures with several keys are separated
 * by spaces.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(input: SignInput): Record<string, string> {
  const seconds = Math.floor(input.timestamp);
  const signatures = input.keys.map((key) =>
    new Webhook(key).sign(input.webhook_id, new Date(seconds * 1000), input.body),
  );
  return {
    "webhook-id": input.webhook_id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signatures.join(" "),
  };
}

/**
 * Throws a `TypeError` unless a key is `whsec_` and base64 of at least 24 bytes, as Dodo issues
 * them.
 */
export function checkKey(key: string): void {
  const secret = key.startsWith("whsec_") ? key.slice(6) : "";
  const valid = /^[A-Za-z0-9+/]{32,}={0,2}$/.test(secret) && secret.length % 4 === 0;
  if (!valid)
    throw new TypeError("webhook_key must be whsec_ followed by base64 of at least 24 bytes");
}
