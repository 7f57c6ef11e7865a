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
import { ourId, ourTopupId, time, toReport } from "./payment.ts";
import { allowListed } from "./payload.ts";

/** Against our clock, both ways; the sender names none, the standard says five minutes. */
const TOLERANCE_S = 300;
/** During a rotation there are two; more is somebody trying. */
const MOST_SIGNATURES = 8;
const SECONDS = /^[1-9]\d{0,11}$/;
/** The 32 bytes of HMAC-SHA256 in base64. Hashing 256 KiB takes milliseconds for each key, so nothing else is worth it. */
const SIGNATURE = /^v1,[A-Za-z0-9+/]{43}=$/;

const text = v.fallback(v.nullable(v.string()), null);
/** What can stand in a column: of readable length, without control characters and half characters. */
const id = v.fallback(v.nullable(v.pipe(v.string(), v.regex(/^\P{C}{1,200}$/u))), null);
const Envelope = v.object({
  type: text,
  timestamp: text,
  data: v.fallback(
    v.nullable(
      v.object({
        payment_id: id,
        checkout_session_id: id,
        metadata: v.fallback(v.nullable(v.object({ payment_id: text, topup_id: text })), null),
      }),
    ),
    null,
  ),
});

/** What a delivery's verification needs. */
export interface WebhookSettings {
  provider: string;
  keys: readonly SigningKey[];
  environment: Environment;
  clock(): number;
}

/** Throws `invalid_signature` before the body is parsed, `invalid_json` after. Without keys nothing is believed, and `signed` says so. */
export function readDelivery(
  settings: WebhookSettings,
  headers: Headers,
  body: Uint8Array,
): Delivery {
  const signed = settings.keys.length > 0;
  const claimed = signed ? readClaimed(settings, headers) : null;
  const raw = decode(body);
  if (claimed !== null) verify(settings.keys, claimed, raw);
  const parsed = parse(raw);
  const { type, data, timestamp } = v.parse(Envelope, parsed);
  const known =
    type !== null && /^[a-z_]{1,32}(\.[a-z_]{1,32}){0,2}$/.test(type) ? type : "unknown";
  const subject = subjectOf(known);
  return {
    signed,
    event_id: `${settings.provider}:${messageId(headers) ?? "none"}`,
    type: known,
    subject,
    provider_payment_id: data?.payment_id ?? null,
    provider_session_id: data?.checkout_session_id ?? null,
    our_payment_id: subject === "payment" ? ourId(data?.metadata?.payment_id) : null,
    our_topup_id: subject === "payment" ? ourTopupId(data?.metadata?.topup_id) : null,
    occurred_at: time(timestamp) ?? sentAt(headers),
    report:
      subject === "payment"
        ? toReport(Reflect.get(Object(parsed), "data"), settings.environment, "delivery")
        : null,
    payload_json: JSON.stringify(allowListed(parsed, known)),
  };
}

/** Unix seconds of this attempt, which is all there is to go by where the body has no time. */
function sentAt(headers: Headers): number | null {
  const seconds = headers.get("webhook-timestamp") ?? "";
  return SECONDS.test(seconds) ? Number(seconds) * 1_000 : null;
}

function subjectOf(type: string): Delivery["subject"] {
  if (type.startsWith("payment.")) return "payment";
  return type.startsWith("refund.") || type.startsWith("dispute.") ? "reversal" : "other";
}

/** What the headers claim; nothing of it is proven. */
interface Claimed {
  id: string;
  seconds: number;
  signatures: readonly string[];
}

/** Checks what needs no hashing: the id, the time and the shape of the signatures. */
function readClaimed(settings: WebhookSettings, headers: Headers): Claimed {
  const id = messageId(headers);
  const timestamp = headers.get("webhook-timestamp") ?? "";
  const named = (headers.get("webhook-signature") ?? "").split(" ", MOST_SIGNATURES + 1);
  if (id === null || !SECONDS.test(timestamp) || named.length > MOST_SIGNATURES)
    throw invalidSignature();
  const seconds = Number(timestamp);
  if (Math.abs(settings.clock() / 1_000 - seconds) > TOLERANCE_S) throw invalidSignature();
  const signatures = named.filter((signature) => SIGNATURE.test(signature));
  if (signatures.length === 0) throw invalidSignature();
  return { id, seconds, signatures };
}

/** Signs once for each key, however many signatures there are. */
function verify(
  keys: readonly SigningKey[],
  { id, seconds, signatures }: Claimed,
  raw: string | null,
): void {
  if (raw === null) throw invalidSignature();
  const expected = keys.map((key) => key.sign(id, new Date(seconds * 1_000), raw));
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
  for (let index = 0; index < a.length; index += 1)
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
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
  return new PaymentError(
    "invalid_signature",
    "The signature of this delivery is missing, wrong or outdated; check DODO_WEBHOOK_KEY, and that the body arrives unchanged.",
  );
}
