/** What an administrator decides: held payments are released or dismissed, deliveries are looked at again. */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import type { Context } from "./context.ts";
import { creditTopup, resolveClaim } from "./credit.ts";
import { settlingDeadline } from "./deadline.ts";
import { change, createMatter, type Matter } from "./matter.ts";
import { nextStatus, type Payment } from "./payment.ts";
import { settle } from "./settlement.ts";
import type { PaymentEvent } from "./storage.ts";
import { readTopup } from "./topup.ts";

export interface ReleaseInput {
  payment_id: string;
  decision: "credit" | "dismiss";
  /** Why; kept in the audit. */
  note: string;
}

/**
 * Ends a hold. `credit` goes through the same claim with the same key as every credit; repeated, it answers the same.
 * Throws `payment_not_found`, `release_refused` (a duplicate, or a topup that is not pending), `busy`, `host_unavailable`.
 */
export async function releasePayment(context: Context, input: ReleaseInput): Promise<Payment> {
  const matter = createMatter({ actor: "admin", event_id: null, note: input.note }, null);
  const payment = await context.storage.readPayment(input.payment_id);
  if (payment === null) throw new PaymentError("payment_not_found", "There is no such payment.");
  return input.decision === "credit" ? await releaseCredit(context, payment, matter) : await dismiss(context, payment, matter);
}

async function releaseCredit(context: Context, payment: Payment, matter: Matter): Promise<Payment> {
  if (payment.status === "paid") return payment;
  if (payment.status !== "held" && !(payment.status === "crediting" && payment.released)) {
    throw new PaymentError("release_refused", `Only a held payment can be released; this one is ${payment.status}.`);
  }
  if (payment.hold_reason === "duplicate_payment") throw creditedByAnother();
  const credit = await context.storage.readCredit(payment.topup_id);
  if (credit?.state === "done" && credit.payment_id !== payment.payment_id) throw creditedByAnother();
  const topup = await readTopup(context, payment.topup_id);
  if (credit?.payment_id === payment.payment_id && credit.state === "claimed") {
    const resolved = await resolveClaim(context, payment, credit, topup?.status ?? null, matter);
    if (resolved.kind === "paid") return resolved.payment;
    if (resolved.kind === "busy") throw beingCredited();
  }
  if (topup?.status !== "pending") {
    throw new PaymentError("release_refused", "The topup is not pending, so it cannot be credited; dismiss the payment or refund it.");
  }
  const outcome = await creditTopup(context, payment, { ...payment, released: true }, matter);
  if (outcome.kind === "paid") return outcome.payment;
  throw beingCredited();
}

function creditedByAnother(): PaymentError {
  return new PaymentError("release_refused", "This topup was credited by another payment; refund this one at the provider and dismiss it.");
}

async function dismiss(context: Context, payment: Payment, matter: Matter): Promise<Payment> {
  if (payment.status === "dismissed") return payment;
  if (payment.status !== "held") throw new PaymentError("release_refused", `Only a held payment can be dismissed; this one is ${payment.status}.`);
  const next = change(context, payment, { ...payment, status: nextStatus(payment.status, "dismiss"), next_check_at: null });
  const changed = await context.storage.changePayment({ next, audit: auditEntry(payment, next, "dismiss", matter.cause), event: null });
  if (changed.payment.status === "dismissed") return changed.payment;
  throw new PaymentError("busy", "The payment has just changed; look at it again.", { retry_after_ms: 1_000 });
}

/**
 * Looks at a stored delivery again: the provider is asked for the payment's present state, the stored one is never trusted.
 * Throws `event_not_found`, `busy`, or the provider's or host's trouble.
 */
export async function replayEvent(context: Context, event_id: string): Promise<PaymentEvent> {
  const event = await context.storage.readEvent(event_id);
  if (event === null) throw new PaymentError("event_not_found", "There is no such event.");
  const provider = context.providers.get(event.provider);
  const provider_payment_id = namedPayment(event);
  if (provider === undefined || provider_payment_id === null) return event;
  const matter = createMatter({ actor: "admin", event_id, note: "replay" }, null);
  const settlement = await settlingDeadline(context, async (signal) => {
    const report = await provider.readPayment(provider_payment_id, signal);
    return report === null ? null : await settle(context, provider, report, matter, signal);
  });
  if (settlement?.outcome === "busy") {
    throw new PaymentError("busy", "This payment is being decided by another request; replay it again in a few seconds.", { retry_after_ms: 5_000 });
  }
  if (settlement === null || settlement.outcome === "unmatched") return event;
  const decided: PaymentEvent = { ...event, sync_status: settlement.outcome, sync_error: null, payment_id: settlement.payment?.payment_id ?? event.payment_id };
  return await context.storage.recordEvent({ ...decided, updated_at: context.clock() }, true);
}

/** The provider's payment id from the allow-listed payload. */
function namedPayment(event: PaymentEvent): string | null {
  const payload: unknown = JSON.parse(event.payload_json);
  const data: unknown = typeof payload === "object" && payload !== null ? Reflect.get(payload, "data") : null;
  const id: unknown = typeof data === "object" && data !== null ? Reflect.get(data, "payment_id") : null;
  return typeof id === "string" ? id : null;
}

function beingCredited(): PaymentError {
  return new PaymentError("busy", "This topup is being credited by another request; look again in a few seconds.", { retry_after_ms: 2_000 });
}
