/** Makes our payment agree with a report. Every road to money goes through `settle()`; there is no second one. */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import type { Context } from "./context.ts";
import { creditTopup, resolveClaim, type CreditOutcome } from "./credit.ts";
import type { Topup } from "./host.ts";
import { locate, siblingOf } from "./locate.ts";
import { change, createMatter, type Matter } from "./matter.ts";
import { hasMoney, isSettled, keptWord, nextStatus, type HoldReason, type Payment, type PaymentSignal } from "./payment.ts";
import type { PaymentProvider } from "./provider.ts";
import type { Report } from "./report.ts";
import { refundedShare } from "./refund.ts";
import { nextCheckAt } from "./schedule.ts";
import type { Credit } from "./storage.ts";
import { readTopup } from "./topup.ts";
import { netOf, verdict, type Verdict } from "./verdict.ts";

/** `unmatched`: it names a payment of ours that we do not have. `busy`: somebody else is deciding it now. */
export type Settlement =
  | { outcome: "applied" | "held" | "busy"; payment: Payment; recorded: boolean }
  | { outcome: "ignored"; payment: Payment | null; recorded: boolean }
  | { outcome: "unmatched"; payment: null; recorded: boolean };

/** A success that the provider takes back is believed this long after our last step. */
const BELIEVED_MS = 15 * 60_000;

/** A step that lost a race is taken again from what is now stored; this many times before the caller is asked to come back. */
const ROUNDS = 5;

/** Settles what `report` says. `signal` bounds what else must be asked of the provider. */
export async function settle(
  context: Context,
  provider: PaymentProvider,
  report: Report,
  matter: Matter,
  signal: AbortSignal,
): Promise<Settlement> {
  if (report.source === "delivery" && (report.status === "unknown" || report.provider_session_id === null)) {
    return await settle(context, provider, await askAgain(provider, report, signal), matter, signal);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const payment = await place(context, provider, report, matter);
    if (payment === "unmatched") return { outcome: "unmatched", payment: null, recorded: false };
    if (payment === null) return { outcome: "ignored", payment: null, recorded: false };
    const settlement = await settlePayment(context, provider, payment, report, matter, signal);
    if (settlement === "incomplete") return await settle(context, provider, await askAgain(provider, report, signal), matter, signal);
    if (settlement !== "lost") return settlement;
  }
  throw new PaymentError("busy", "This payment is being changed by many requests at once; try again in a few seconds.", { retry_after_ms: 2_000 });
}

/** The row this report is about; a row of its own for money that came beside another payment. */
async function place(context: Context, provider: PaymentProvider, report: Report, matter: Matter): Promise<Payment | null | "unmatched"> {
  const { provider_payment_id, provider_session_id, our_payment_id } = report;
  const found = await context.storage.findPayments({ provider: provider.id, provider_payment_id, provider_session_id, payment_id: our_payment_id });
  const located = locate(found, report);
  if (located.kind === "own") return located.payment;
  if (located.kind === "unmatched") return "unmatched";
  if (located.kind === "none" || report.status !== "succeeded") return null;
  const payment = siblingOf(context, located.payment, report, located.kind);
  return await context.storage.insertPayment(payment, auditEntry(null, payment, located.kind, matter.cause));
}

async function settlePayment(
  context: Context,
  provider: PaymentProvider,
  payment: Payment,
  report: Report,
  matter: Matter,
  signal: AbortSignal,
): Promise<Settlement | "lost" | "incomplete"> {
  const vanished = payment.status === "crediting" && report.source === "api" && (report.status === "failed" || report.status === "canceled");
  if (report.status !== "succeeded" && !vanished) return await recordProgress(context, payment, report, matter);
  // One look may be behind the success we have seen: it is believed when it stays so.
  if (vanished && context.clock() - payment.updated_at < BELIEVED_MS) return { outcome: "busy", payment, recorded: false };
  if (isSettled(payment)) return await recordAfterwards(context, payment, report, matter);
  let topup = await readTopup(context, payment.topup_id);
  const credit = await context.storage.readCredit(payment.topup_id);
  const claim = credit?.payment_id === payment.payment_id && credit.state === "claimed" ? credit : null;
  if (claim !== null) {
    // Read again: the holder may have committed since, and its lease has ended only now.
    if (!claim.live) topup = await readTopup(context, payment.topup_id);
    // The delivery is decided by what follows, not by the end of the claim before it.
    const resolved = await resolveClaim(context, payment, claim, topup?.status ?? null, createMatter(matter.cause, null));
    if (resolved.kind === "paid") return await recordAfterwards(context, resolved.payment, report, matter);
    if (resolved.kind !== "open") return fromCredit(resolved, matter);
  }
  // The money was there when it was claimed and is not any more; nobody has credited it.
  if (vanished) return await hold(context, payment, { ...payment, provider_status: report.provider_status }, "refunded", claim, matter);
  const learned = withTax(payment, await taxSetting(context, provider, payment, report, topup, credit, signal));
  const judged = judge(context, learned, report, topup, credit);
  if (judged.kind === "incomplete") return "incomplete";
  if (judged.kind === "wait") return { outcome: "busy", payment, recorded: false };
  const next = { ...learned, ...identityOf(payment, report), net_minor: judged.net_minor ?? payment.net_minor };
  if (judged.kind === "match") return fromCredit(await creditTopup(context, payment, next, matter), matter);
  return await hold(context, payment, withReversal(next, report), judged.reason, claim, matter);
}

/**
 * The money rule, or, for a payment an administrator has released, what is left of it: nobody else has credited, the topup
 * is pending, and nothing was given back or disputed since. Whoever releases such a payment knowingly releases it again.
 */
function judge(context: Context, payment: Payment, report: Report, topup: Topup | null, credit: Credit | null): Verdict {
  const { conversion_tolerance_bps } = context;
  const judged = verdict({ payment, report, topup, credit, conversion_tolerance_bps });
  if (!payment.released || judged.kind !== "mismatch" || judged.reason === "duplicate_payment") return judged;
  const { net_minor } = judged;
  if (topup?.status !== "pending") return { kind: "mismatch", reason: "topup_changed", net_minor };
  if (report.disputed) return { kind: "mismatch", reason: "disputed", net_minor };
  return report.refunded ? { kind: "mismatch", reason: "refunded", net_minor } : { kind: "match", net_minor };
}

/** The product's tax setting is read again before anything is called underpaid: it may have been changed after the checkout was made. */
async function taxSetting(
  context: Context,
  provider: PaymentProvider,
  payment: Payment,
  report: Report,
  topup: Topup | null,
  credit: Credit | null,
  signal: AbortSignal,
): Promise<boolean | null> {
  if (payment.tax_inclusive === true || payment.product_id === null) return payment.tax_inclusive;
  const first = judge(context, payment, report, topup, credit);
  const short = first.kind === "mismatch" && (first.reason === "underpaid" || first.reason === "discounted");
  const now = short ? await provider.readTaxInclusive(payment.product_id, signal) : null;
  return now ?? payment.tax_inclusive;
}

/** Anything but a success: it moves a payment that has no money, and leaves one that has as it is. */
async function recordProgress(context: Context, payment: Payment, report: Report, matter: Matter): Promise<Settlement | "lost"> {
  const ignored: Settlement = { outcome: "ignored", payment, recorded: false };
  if (hasMoney(payment) || report.status === "unknown" || report.status === "succeeded") return ignored;
  return await progress(context, payment, identityOf(payment, report), report.status, matter);
}

/** Moves a payment without money by what is known of it; nothing is written when nothing changed. */
export async function progress(
  context: Context,
  payment: Payment,
  learned: Partial<Payment>,
  signal: PaymentSignal,
  matter: Matter,
): Promise<Settlement | "lost"> {
  const status = nextStatus(payment.status, signal);
  const moved = { ...payment, ...learned, status };
  const unchanged = status === payment.status && Object.entries(learned).every(([key, value]) => Reflect.get(payment, key) === value);
  if (unchanged) return { outcome: "ignored", payment, recorded: false };
  const attempts = status === payment.status ? payment.attempts : 0;
  const next = change(context, payment, { ...moved, attempts, next_check_at: nextCheckAt({ ...moved, attempts }, context.clock()) });
  return await write(context, payment, next, signal, "applied", matter);
}

/** A report on a payment that is settled: refunds and disputes are recorded; reversing the balance is the host's. */
async function recordAfterwards(context: Context, payment: Payment, report: Report, matter: Matter): Promise<Settlement | "lost"> {
  const outcome = payment.status === "held" ? "held" : "applied";
  const next = withReversal(payment, report);
  const unchanged = next.refunded_minor === payment.refunded_minor && next.disputed === payment.disputed && next.net_minor === payment.net_minor;
  if (unchanged) return { outcome, payment, recorded: false };
  return await write(context, payment, change(context, payment, next), "reversal", outcome, matter);
}

async function hold(
  context: Context,
  payment: Payment,
  learned: Payment,
  hold_reason: HoldReason,
  claim: Credit | null,
  matter: Matter,
): Promise<Settlement | "lost"> {
  const status = nextStatus(payment.status, "mismatch");
  const next = change(context, payment, { ...learned, status, hold_reason, released: false, attempts: 0, next_check_at: null });
  context.logger.warn("payment held", { payment_id: payment.payment_id, hold_reason });
  if (claim === null) return await write(context, payment, next, "hold", "held", matter);
  const audit = auditEntry(payment, next, "hold", matter.cause);
  const voided = await context.storage.voidCredit({ next, audit, event: matter.decided("held", payment.payment_id) }, claim.fence);
  return voided.won ? { outcome: "held", payment: voided.payment, recorded: matter.event !== null } : "lost";
}

async function write(
  context: Context,
  before: Payment,
  next: Payment,
  action: string,
  outcome: "applied" | "held",
  matter: Matter,
): Promise<Settlement | "lost"> {
  const event = matter.decided(outcome, before.payment_id);
  const changed = await context.storage.changePayment({ next, audit: auditEntry(before, next, action, matter.cause), event });
  return changed.won ? { outcome, payment: changed.payment, recorded: event !== null } : "lost";
}

function fromCredit(outcome: CreditOutcome, matter: Matter): Settlement | "lost" {
  if (outcome.kind === "lost") return "lost";
  if (outcome.kind === "busy") return { outcome: "busy", payment: outcome.payment, recorded: false };
  return { outcome: "applied", payment: outcome.payment, recorded: matter.event !== null && outcome.by_another !== true };
}

async function askAgain(provider: PaymentProvider, report: Report, signal: AbortSignal): Promise<Report> {
  const asked = await provider.readPayment(report.provider_payment_id, signal);
  if (asked !== null) return asked;
  throw new PaymentError("provider_invalid", "The payment provider does not know the payment it reported; it will be asked again.", { retry_after_ms: 5_000 });
}

/** What a report tells of a payment's identity. */
function identityOf(payment: Payment, report: Report): Partial<Payment> {
  return {
    provider_payment_id: report.provider_payment_id,
    provider_session_id: payment.provider_session_id ?? report.provider_session_id,
    provider_order_id: report.provider_order_id ?? payment.provider_order_id,
    business_id: payment.business_id ?? report.business_id,
    provider_status: keptWord(report.status, report.provider_status),
  };
}

/** What was given back or is disputed, and the net it is a share of, if that was not known yet. */
export function withReversal(payment: Payment, report: Report): Payment {
  const net = netOf(payment, report);
  const net_minor = payment.net_minor ?? ("reason" in net ? null : net.net_minor);
  return {
    ...payment,
    net_minor,
    refunded_minor: Math.max(payment.refunded_minor, refundedShare(net_minor, report)),
    disputed: payment.disputed || report.disputed,
  };
}

function withTax(payment: Payment, tax_inclusive: boolean | null): Payment {
  return tax_inclusive === payment.tax_inclusive ? payment : { ...payment, tax_inclusive };
}
