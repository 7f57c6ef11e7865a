/**
 * Reads the headers of a delivery, as Standard Webhooks defines them. It does not verify the
 * signature.
 */
import { PaymentError } from "../../errors.ts";

/** How many seconds a timestamp may be in the past or future. The standard says 5 minutes. */
const TOLERANCE_S = 300;

/**
 * The largest number of signatures that a delivery may have. There are two while a key is rotated
 * (https://docs.dodopayments.com/developer-resources/webhooks). Many more occur only in an attack.
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
 * Reads the headers of a delivery, and checks the id, the number of signatures and the age of the
 * timestamp at the time `now` (Unix milliseconds). Signatures of another form than `SIGNATURE` are
 * left out. Throws `invalid_signature` if a check fails or no signature is left.
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

const UNSIGNED =
  "This delivery has no usable `webhook-id`, `webhook-timestamp` and `webhook-signature` headers: it does not come from Dodo, or a proxy removes them.";

const OUTDATED =
  "This delivery is dated more than 5 minutes ago or ahead: check the clock of this machine, and that no proxy holds requests back.";

/** Creates the error `invalid_signature`. `why` is its message. */
export function refused(why: string): PaymentError {
  return new PaymentError("invalid_signature", why);
}
