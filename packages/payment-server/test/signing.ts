/** A second signer, written from the standard alone: the service is not checked against the library it uses, and odd headers can be signed. */
import { createHmac } from "node:crypto";

/** `v1,<base64>` over `id.timestamp.body`; the timestamp is signed as the text it is. */
export function signature(key: string, id: string, timestamp: string, body: string): string {
  const secret = Buffer.from(key.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/** The headers of a delivery signed with one key. */
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

/** A signing key of that many bytes, all alike. */
export function keyOf(bytes: number, byte = 7): string {
  return `whsec_${Buffer.alloc(bytes, byte).toString("base64")}`;
}
