/**
 * Verifies and reads a delivery from Dodo, `{ business_id, type, timestamp, data }`. `data` is the
 * state of the object when the delivery was sent, not when the event occurred
 * (https://github.com/dodopayments/dodopayments-typescript, `src/resources/webhook-events.ts`).
 */
import * as v from "valibot";
import type { Environment } from "../../core/payment.ts";
import type { Delivery } from "../../core/provider.ts";
import { PaymentError } from "../../errors.ts";
import { id, text, toUnixMs } from "./fields.ts";
import type { SigningKey } from "./keys.ts";
import { deliveredReversal } from "./listed-reversals.ts";
import { ourPaymentId, ourTopupId } from "./metadata.ts";
import { toReport } from "./payment.ts";
import { allowListed } from "./payload.ts";
import { verify } from "./signature.ts";
import { messageId, readClaimed, sentSeconds } from "./signature-headers.ts";

const Envelope = v.object({
  type: text,
  timestamp: text,
  data: v.fallback(
    v.nullable(
      v.object({
        payment_id: id,
        checkout_session_id: id,
        refund_id: id,
        status: text,
        dispute_id: id,
        dispute_status: text,
        metadata: v.fallback(v.nullable(v.object({ payment_id: text, topup_id: text })), null),
      }),
    ),
    null,
  ),
});

/** The settings that are needed to verify and read a delivery. */
export interface WebhookSettings {
  /** The id of the provider, which becomes the prefix of each event id. */
  provider: string;
  /** The signing keys of the endpoint: several during a rotation, none if no key is configured. */
  keys: readonly SigningKey[];
  environment: Environment;
  clock(): number;
}

/**
 * Verifies a delivery and then reads it. Throws `invalid_signature` if the verification fails; the
 * body is then not parsed. Throws `invalid_json` if the body is not a JSON object. Without keys
 * nothing is verified: the delivery has `signed: false`, and the core trusts none of it.
 */
export function readDelivery(
  settings: WebhookSettings,
  headers: Headers,
  body: Uint8Array,
): Delivery {
  const signed = settings.keys.length > 0;
  const claimed = signed ? readClaimed(headers, settings.clock()) : null;
  const raw = decode(body);
  if (claimed !== null) verify(settings.keys, claimed, raw);
  const parsed = parse(raw);
  const envelope = v.parse(Envelope, parsed);
  const { data, timestamp } = envelope;
  const type = typeOf(envelope.type);
  const subject = subjectOf(type);
  return {
    signed,
    event_id: `${settings.provider}:${messageId(headers) ?? "none"}`,
    type,
    subject,
    provider_payment_id: data?.payment_id ?? null,
    provider_session_id: data?.checkout_session_id ?? null,
    // Only a payment's metadata are read. A refund's own metadata do not name its payment
    // (https://github.com/dodopayments/dodopayments-typescript, `src/resources/refunds.ts`).
    our_payment_id: subject === "payment" ? ourPaymentId(data?.metadata?.payment_id) : null,
    our_topup_id: subject === "payment" ? ourTopupId(data?.metadata?.topup_id) : null,
    occurred_at: toUnixMs(timestamp) ?? sentAt(headers),
    report:
      subject === "payment"
        ? toReport(Reflect.get(Object(parsed), "data"), settings.environment, "delivery")
        : null,
    reversal: subject === "reversal" ? deliveredReversal(type, data) : null,
    payload_json: JSON.stringify(allowListed(parsed, type)),
  };
}

/** Returns the event type, or `unknown` if it does not have the form of Dodo's types. */
function typeOf(type: string | null): string {
  return type !== null && /^[a-z_]{1,32}(\.[a-z_]{1,32}){0,2}$/.test(type) ? type : "unknown";
}

/**
 * Returns the time at which the delivery was sent, in Unix milliseconds, or `null` if the header
 * `webhook-timestamp` is not valid. This time is used if the body contains no valid time.
 */
function sentAt(headers: Headers): number | null {
  const seconds = sentSeconds(headers);
  return seconds === null ? null : seconds * 1_000;
}

function subjectOf(type: string): Delivery["subject"] {
  if (type.startsWith("payment.")) return "payment";
  return type.startsWith("refund.") || type.startsWith("dispute.") ? "reversal" : "other";
}

/**
 * Decodes the body. Returns `null` if it is not UTF-8. A byte order mark is kept, since the
 * signature covers it.
 */
function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

function parse(raw: string | null): object {
  try {
    const parsed: unknown = JSON.parse((raw ?? "").replace(/^\uFEFF/, ""));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Ignore the parser's error, because its message quotes the body. The error below replaces it.
  }
  throw new PaymentError("invalid_json", "The body must be a JSON object.");
}
