import { Webhook } from "standardwebhooks";

/** What is signed, and how. */
export interface SignInput {
  /** The body, exactly as it will be sent. */
  body: string;
  /** The message id, `msg_…`. */
  webhook_id: string;
  /** Unix seconds. */
  timestamp: number;
  /** One signature is made with each key. */
  keys: readonly string[];
}

/** The three Standard Webhooks headers of a body; several keys give several signatures, separated by spaces. */
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

/** Throws unless the key is one Dodo could have issued: `whsec_` and base64 of 24 bytes or more. */
export function checkKey(key: string): void {
  const secret = key.startsWith("whsec_") ? key.slice(6) : "";
  const valid = /^[A-Za-z0-9+/]{32,}={0,2}$/.test(secret) && secret.length % 4 === 0;
  if (!valid)
    throw new TypeError("webhook_key must be whsec_ followed by base64 of at least 24 bytes");
}
