/** What an administrator decides about money that waits: it is credited after all, or dismissed. */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import type { Context } from "./context.ts";
import { creditTopup, resolveClaim } from "./credit.ts";
import { askingDeadline } from "./deadline.ts";
import { change, type Matter, createMatter } from "./matter.ts";
import { nextStatus, type HoldReason, type Payment } from "./payment.ts";
import type { Report } from "./report.ts";
import { withReversal } from "./settlement.ts";
import type { Credit } from "./storage.ts";
import { readTopup } from "./topup.ts";

export interface ReleaseInput {
  payment_id: string;
  decision: "credit" | "dismiss";
  /** Why; kept in the audit. */
  note: string;
}

/** What stands between an administrator and the payment. */
interface Waiting {
  /** The payment's own claim, over and not closed; `null` when it has none. */
  claim: Credit | null;
  topup_status: string | null;
}

/**
 * Ends a hold, or a credit that does not come to its end. `credit` goes through the same claim with the same key as every
 * credit; repeated, either answers the same. Throws `payment_not_found`, `release_refused` (a duplicate, a topup that is not
 * pending, money that went back since), `busy`, or the trouble of the provider or the host.
 */
export async function releasePayment(context: Context, input: ReleaseInput): Promise<Payment> {
  const matter = createMatter({ actor: "admin", event_id: null, note: input.note }, null);
  const payment = await context.storage.readPayment(input.payment_id);
  if (payment === null) throw new PaymentError("payment_not_found", "There is no such payment.");
  const wanted = input.decision === "credit" ? "paid" : "dismissed";
  if (payment.status === wanted) return payment;
  if (payment.status !== "held" && payment.status !== "crediting") {
    throw refused(`Only a payment that is held or being credited can be released or dismissed; this one is ${payment.status}.`);
  }
  const waiting = await whatWaits(context, payment, matter);
  if ("closed" in waiting) {
    if (wanted === "paid") return waiting.closed;
    throw refused("This payment has been credited meanwhile, so it cannot be dismissed.");
  }
  return input.decision === "credit" ? await credit(context, payment, waiting, matter) : await dismiss(context, payment, waiting, matter);
}

/** A claim of its own is resolved first: its holder may be calling still, or the host may have credited. */
async function whatWaits(context: Context, payment: Payment, matter: Matter): Promise<Waiting | { closed: Payment }> {
  const found = await context.storage.readCredit(payment.topup_id);
  const claim = found?.payment_id === payment.payment_id && found.state === "claimed" ? found : null;
  const topup_status = (await readTopup(context, payment.topup_id))?.status ?? null;
  if (claim === null) return { claim, topup_status };
  const resolved = await resolveClaim(context, payment, claim, topup_status, matter);
  if (resolved.kind === "paid") return { closed: resolved.payment };
  if (resolved.kind !== "open") throw beingCredited();
  return { claim, topup_status };
}

async function credit(context: Context, payment: Payment, { topup_status }: Waiting, matter: Matter): Promise<Payment> {
  const found = await context.storage.readCredit(payment.topup_id);
  const duplicate = found?.state === "done" && found.payment_id !== payment.payment_id;
  if (duplicate || payment.hold_reason === "duplicate_payment") throw creditedByAnother();
  if (topup_status !== "pending") {
    // Another release may have credited it between our reads.
    const present = await context.storage.readPayment(payment.payment_id);
    if (present?.status === "paid") return present;
    if (present?.version !== payment.version) throw beingCredited();
    throw refused("The topup is not pending, so it cannot be credited; dismiss the payment or refund it.");
  }
  await assertStillThere(context, payment, matter);
  const outcome = await creditTopup(context, payment, { ...payment, released: true }, matter);
  if (outcome.kind === "paid") return outcome.payment;
  throw beingCredited();
}

/** Money that went back since it was held is not released unseen: the row says so first, and a second release is a decision about that. */
async function assertStillThere(context: Context, payment: Payment, matter: Matter): Promise<void> {
  const report = await askAbout(context, payment);
  const reason = report === null ? null : goneBack(report);
  if (report === null || reason === null) return;
  const present = withReversal(payment, report);
  if (payment.hold_reason === reason && present.refunded_minor <= payment.refunded_minor) return;
  if (payment.status === "held") {
    const next = change(context, payment, { ...present, hold_reason: reason, provider_status: report.provider_status });
    await context.storage.changePayment({ next, audit: auditEntry(payment, next, "hold", matter.cause), event: null });
  }
  throw refused(`Since it arrived, the money of this payment was ${reason}, or taken back, at the provider; look at it again before you decide.`);
}

/** A success that is none any more has gone back too. */
function goneBack(report: Report): HoldReason | null {
  if (report.disputed) return "disputed";
  return report.refunded || report.status !== "succeeded" ? "refunded" : null;
}

/** The provider's present word; `null` where there is none to ask: another environment, or a payment it never named. */
async function askAbout(context: Context, { provider, environment, provider_payment_id }: Payment): Promise<Report | null> {
  const known = context.providers.get(provider);
  if (known === undefined || known.environment !== environment || provider_payment_id === null) return null;
  return await askingDeadline(context, async (signal) => await known.readPayment(provider_payment_id, signal));
}

async function dismiss(context: Context, payment: Payment, { claim }: Waiting, matter: Matter): Promise<Payment> {
  const next = change(context, payment, { ...payment, status: nextStatus(payment.status, "dismiss"), released: false, next_check_at: null });
  const written = { next, audit: auditEntry(payment, next, "dismiss", matter.cause), event: null };
  const changed = claim === null ? await context.storage.changePayment(written) : await context.storage.voidCredit(written, claim.fence);
  if (changed.payment.status === "dismissed") return changed.payment;
  throw new PaymentError("busy", "The payment has just changed; look at it again.", { retry_after_ms: 1_000 });
}

function creditedByAnother(): PaymentError {
  return refused("This topup was credited by another payment; refund this one at the provider and dismiss it.");
}

function beingCredited(): PaymentError {
  return new PaymentError("busy", "This topup is being credited by another request; look again in a few seconds.", { retry_after_ms: 2_000 });
}

function refused(message: string): PaymentError {
  return new PaymentError("release_refused", message);
}
