/**
 * Is a delivery genuine, and what is it about? Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`.
 * The library signs; the comparison is ours, because its `verify()` reads the machine's clock instead of ours,
 * takes `123abc` for a time, and answers a body that is not JSON with a SyntaxError.
 */
import * as v from "valibot";
import type { Environment } from "../../core/payment.ts";
import type { Delivery } from "../../core/provider.ts";
import { PaymentError } from "../../errors.ts";
import type { SigningKey } from "./keys.ts";
import { ourId, toReport } from "./payment.ts";
import { allowListed } from "./payload.ts";

/** Against our clock, both ways; the sender names none, the standard says five minutes. */
const TOLERANCE_S = 300;
/** During a rotation there are two; more is somebody trying. */
const MOST_SIGNATURES = 8;

const text = v.fallback(v.nullable(v.string()), null);
const Envelope = v.object({
  type: text,
  timestamp: text,
  data: v.fallback(v.nullable(v.object({ payment_id: text, checkout_session_id: text, metadata: v.fallback(v.nullable(v.object({ payment_id: text })), null) })), null),
});

/** What a delivery's verification needs. */
export interface WebhookSettings {
  provider: string;
  keys: readonly SigningKey[];
  environment: Environment;
  clock(): number;
}

/** Throws `invalid_signature` before the body is parsed, `invalid_json` after. Without keys nothing is believed, and `signed` says so. */
export function readDelivery(settings: WebhookSettings, headers: Headers, body: Uint8Array): Delivery {
  const signed = settings.keys.length > 0;
  const raw = decode(body);
  if (signed) verify(settings, headers, raw);
  const parsed = parse(raw);
  const { type, data } = v.parse(Envelope, parsed);
  const known = type !== null && /^[a-z_]{1,32}(\.[a-z_]{1,32}){0,2}$/.test(type) ? type : "unknown";
  const subject = subjectOf(known);
  return {
    signed,
    event_id: `${settings.provider}:${messageId(headers) ?? "none"}`,
    type: known,
    subject,
    provider_payment_id: data?.payment_id ?? null,
    provider_session_id: data?.checkout_session_id ?? null,
    our_payment_id: subject === "payment" ? ourId(data?.metadata?.payment_id) : null,
    report: subject === "payment" ? toReport(Reflect.get(Object(parsed), "data"), settings.environment, "delivery") : null,
    payload_json: JSON.stringify(allowListed(parsed, known)),
  };
}

function subjectOf(type: string): Delivery["subject"] {
  if (type.startsWith("payment.")) return "payment";
  return type.startsWith("refund.") || type.startsWith("dispute.") ? "reversal" : "other";
}

function verify(settings: WebhookSettings, headers: Headers, raw: string | null): void {
  const id = messageId(headers);
  const timestamp = headers.get("webhook-timestamp") ?? "";
  const signatures = (headers.get("webhook-signature") ?? "").split(" ", MOST_SIGNATURES + 1);
  if (id === null || raw === null || !/^[1-9]\d{0,11}$/.test(timestamp) || signatures.length > MOST_SIGNATURES) throw invalidSignature();
  const seconds = Number(timestamp);
  if (Math.abs(settings.clock() / 1_000 - seconds) > TOLERANCE_S) throw invalidSignature();
  const expected = settings.keys.map((key) => key.sign(id, new Date(seconds * 1_000), raw));
  const genuine = signatures.some((signature) => expected.some((ours) => isEqual(signature, ours)));
  if (!genuine) throw invalidSignature();
}

/** Dodo's ids are `msg_` and letters; a dot would let one signed text be read as another. */
function messageId(headers: Headers): string | null {
  const id = headers.get("webhook-id") ?? "";
  return /^[A-Za-z0-9_-]{1,128}$/.test(id) ? id : null;
}

/** In constant time for signatures of the right length. */
function isEqual(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

/** The body as text with every byte kept, a byte order mark too; `null` if it is not UTF-8. */
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
    // Said below, without the parser's text: it quotes the body.
  }
  throw new PaymentError("invalid_json", "The body must be a JSON object.");
}

function invalidSignature(): PaymentError {
  return new PaymentError("invalid_signature", "The signature of this delivery is missing, wrong or outdated; check DODO_WEBHOOK_KEY, and that the body arrives unchanged.");
}
