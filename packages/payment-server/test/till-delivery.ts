/** Deliveries of the till, which carry the id of their event in the body. */
import { createHmac, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import { PaymentError, type Delivery } from "../src/index.ts";
import { PaymentObject } from "./till-api.ts";
import { toReport } from "./till-report.ts";

const SUBJECTS: ReadonlyMap<string, Delivery["subject"]> = new Map(
  Object.entries({ payment: "payment", refund: "reversal", dispute: "reversal" }),
);

const Event = v.object({
  event: v.string(),
  about: v.string(),
  paid: v.nullish(PaymentObject, null),
});

/** Signs a delivery: HMAC-SHA256 over `<time>.<body>`, with `time` in Unix milliseconds. */
export function tillSignature(key: string, time: string, body: Uint8Array): string {
  return createHmac("sha256", key).update(`${time}.`).update(body).digest("hex");
}

/**
 * Verifies and reads a delivery at the time `now` (Unix milliseconds). Throws `invalid_signature`,
 * or `invalid_json` for a genuine delivery that is no event.
 */
export function readDelivery(
  key: string | undefined,
  now: number,
  headers: Headers,
  body: Uint8Array,
): Delivery {
  const [time, given] = [
    headers.get("till-time") ?? "",
    Buffer.from(headers.get("till-signature") ?? ""),
  ];
  const expected = Buffer.from(tillSignature(key ?? "", time, body));
  const genuine =
    key !== undefined &&
    given.length === expected.length &&
    timingSafeEqual(given, expected) &&
    Math.abs(now - Number(time)) <= 60_000;
  if (!genuine)
    throw new PaymentError(
      "invalid_signature",
      "The till's signature is missing, wrong or outdated; check its signing key.",
    );
  const { event, about, paid } = parse(body);
  const subject = SUBJECTS.get(about) ?? "other";
  const report = subject === "payment" && paid !== null ? toReport(paid, "delivery") : null;
  const [type, payment] = [
    subject === "other" ? "till.other" : `till.${about}`,
    paid?.payment ?? null,
  ];
  const ids = {
    provider_payment_id: payment,
    provider_session_id: paid?.order ?? null,
    our_payment_id: report?.our_payment_id ?? null,
    our_topup_id: null,
    occurred_at: paid?.at ?? null,
  };
  return {
    signed: true,
    event_id: `till:${event}`,
    type,
    subject,
    ...ids,
    report,
    reversal: reversalOf(about),
    payload_json: JSON.stringify({
      type,
      data: { payment_id: payment, state: paid?.state ?? null },
    }),
  };
}

/** Returns the refund or dispute of an event. The till gives none of them an id. */
function reversalOf(about: string): Delivery["reversal"] {
  if (about === "refund") return { kind: "refund", id: null, state: "returned" };
  return about === "dispute" ? { kind: "dispute", id: null, state: "open" } : null;
}

function parse(body: Uint8Array): v.InferOutput<typeof Event> {
  try {
    return v.parse(Event, JSON.parse(new TextDecoder().decode(body)));
  } catch {
    throw new PaymentError("invalid_json", "The body must be an event of the till.");
  }
}
