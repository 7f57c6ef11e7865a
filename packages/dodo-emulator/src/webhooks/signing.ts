import { Webhook } from "standardwebhooks";

/** The input of `signatureHeaders()`: what to sign, and with which keys. */
export interface SignInput {
  /** The body of the request, exactly as it is sent. */
  body: string;
  /** The id of the message, such as `msg_1`. */
  webhook_id: string;
  /** The time of the attempt in Unix seconds; fractions are cut off. */
  timestamp: number;
  /** The `whsec_` keys to sign with; each one adds a signature. */
  keys: readonly string[];
}

/**
 * Returns the three Standard Webhooks headers for a body. With several keys, the signatures are
 * separated by spaces.
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
 * Throws a `TypeError` unless a key has the form of Dodo's keys: `whsec_` and base64 of at least 24
 * bytes.
 */
export function checkKey(key: string): void {
  const secret = key.startsWith("whsec_") ? key.slice(6) : "";
  const valid = /^[A-Za-z0-9+/]{32,}={0,2}$/.test(secret) && secret.length % 4 === 0;
  if (!valid)
    throw new TypeError("webhook_key must be whsec_ followed by base64 of at least 24 bytes");
}
