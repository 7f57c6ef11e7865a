/**
 * A second implementation of the signatures, written from the standard alone
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). The
 * service is thus not tested against the library that it uses, and malformed headers can be signed.
 */
import { createHmac } from "node:crypto";

/** Returns `v1,<base64>` over `id.timestamp.body`; `timestamp` is signed as it is written. */
export function signature(key: string, id: string, timestamp: string, body: string): string {
  const secret = Buffer.from(key.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/** Returns the headers of a delivery that is signed with one key. */
export function signedHeaders(
  key: string,
  id: string,
  timestamp: string,
  body: string,
): Record<string, string> {
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature(key, id, timestamp, body),
  };
}

/** Makes a signing key of `bytes` bytes, each of them `byte`. */
export function keyOf(bytes: number, byte = 7): string {
  return `whsec_${Buffer.alloc(bytes, byte).toString("base64")}`;
}
