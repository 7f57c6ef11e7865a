/** Makes our payment agree with a report. Every road to money goes through `settle()`; there is no second one. */
import { PaymentError } from "../errors.ts";
import { auditEntry } from "./audit.ts";
import { isNotCredited } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { creditTopup, isOpenClaim, resolveClaim, type CreditOutcome } from "./credit.ts";
import type { Topup } from "./host.ts";
import { identityOf, REVERSAL_FIELDS, withReversal, withTax } from "./report-fields.ts";
import { change, createMatter, type Matter } from "./write-cause.ts";
import {
  hasMoney,
  isSettled,
  nextStatus,
  NOT_RELEASED,
  type HoldReason,
  type Payment,
} from "./payment.ts";
import { place } from "./payment-row.ts";
import { progress, write, type Settlement } from "./payment-write.ts";
import type { PaymentProvider } from "./provider.ts";
import { completed, isBehind, type Report } from "./report.ts";
import { isSessionOver, isYoung } from "./schedule.ts";
import type { Credit } from "./storage.ts";
import { readTopup } from "./topup.ts";
import { differs, verdict, type Verdict } from "./verdict.ts";

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
  if (
    report.source === "delivery" &&
    (report.status === "unknown" || report.provider_session_id === null)
  ) {
    return await askAndSettle(context, provider, report, matter, signal);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const placed = await place(context, provider, report, matter, signal);
    if (placed.kind === "unmatched")
      return { outcome: "unmatched", payment: null, recorded: false };
    if (placed.kind === "none") return { outcome: "ignored", payment: null, recorded: false };
    if (placed.kind === "undecided")
      return { outcome: "busy", payment: placed.payment, recorded: false };
    const settlement = await settlePayment(
      context,
      provider,
      placed.payment,
      placed.report,
      matter,
      signal,
    );
    if (settlement === "incomplete")
      return await askAndSettle(context, provider, placed.report, matter, signal);
    if (settlement !== "lost") return settlement;
  }
  throw new PaymentError(
    "busy",
    "This payment is being changed by many requests at once; try again in a few seconds.",
    { retry_after_ms: 2_000 },
  );
}

/** A delivery that does not say enough is completed by the provider's API. A success that the API does not show yet is not decided. */
async function askAndSettle(
  context: Context,
  provider: PaymentProvider,
  delivered: Report,
  matter: Matter,
  signal: AbortSignal,
): Promise<Settlement> {
  const asked = await provider.readPayment(delivered.provider_payment_id, signal);
  if (asked === null)
    throw new PaymentError(
      "provider_invalid",
      "The payment provider does not know the payment it reported; it will be asked again.",
      { retry_after_ms: 5_000 },
    );
  const behind = isBehind(asked, delivered);
  const settlement = await settle(
    context,
    provider,
    completed(asked, delivered),
    behind ? createMatter(matter.cause, null) : matter,
    signal,
  );
  if (!behind || settlement.payment === null || settlement.payment.status === "paid")
    return settlement;
  return { outcome: "busy", payment: settlement.payment, recorded: false };
}

async function settlePayment(
  context: Context,
  provider: PaymentProvider,
  payment: Payment,
  report: Report,
  matter: Matter,
  signal: AbortSignal,
): Promise<Settlement | "lost" | "incomplete"> {
  if (isSettled(payment)) return await recordAfterwards(context, payment, report, matter);
  const vanished =
    payment.status === "crediting" &&
    report.source === "api" &&
    (report.status === "failed" || report.status === "canceled");
  if (report.status !== "succeeded" && !vanished)
    return await recordProgress(context, payment, report, matter);
  // One look may be behind the success we have seen: it is believed when it stays so.
  if (vanished && context.clock() - payment.updated_at < BELIEVED_MS)
    return { outcome: "busy", payment, recorded: false };
  const credit = await context.storage.readCredit(payment.topup_id);
  let topup = await readTopup(context, payment.topup_id);
  const claim = credit?.payment_id === payment.payment_id && isOpenClaim(credit) ? credit : null;
  if (claim !== null) {
    // The delivery is decided by what follows, not by the end of the claim before it.
    const resolved = await resolveClaim(
      context,
      payment,
      claim,
      topup?.status ?? null,
      createMatter(matter.cause, null),
    );
    if (resolved.kind === "paid" || resolved.kind === "held")
      return await recordAfterwards(context, resolved.payment, report, matter);
    if (resolved.kind !== "open") return fromCredit(resolved, matter);
  }
  // The host's database may lag behind the topup that it has made.
  if (topup === null && isYoung(report.created_at ?? payment.created_at, context.clock()))
    throw missingTopup();
  // The money was there when it was claimed and is not any more; nobody has credited it.
  if (vanished)
    return await hold(
      context,
      payment,
      { ...payment, provider_status: report.provider_status },
      "refunded",
      claim,
      matter,
    );
  let learned = payment;
  let judged = judge(context, learned, report, topup, credit);
  if (mayBeTaxed(payment, judged)) {
    learned = withTax(
      payment,
      (await provider.readTaxInclusive(payment.product_id ?? "", signal)) ?? payment.tax_inclusive,
    );
    // It may have been edited while the provider was asked: nothing stands between the last look at it and the claim.
    topup = await readTopup(context, payment.topup_id);
    judged = judge(context, learned, report, topup, credit);
  }
  if (judged.kind === "incomplete") return "incomplete";
  if (judged.kind === "wait") return { outcome: "busy", payment, recorded: false };
  const next = {
    ...learned,
    ...identityOf(payment, report),
    net_minor: judged.net_minor ?? payment.net_minor,
  };
  if (judged.kind === "match")
    return fromCredit(await creditTopup(context, payment, next, matter), matter);
  return await hold(context, payment, withReversal(next, report), judged.reason, claim, matter);
}

/** The product's tax setting is read again before anything is called underpaid: it may have been changed after the checkout was made. */
function mayBeTaxed(payment: Payment, judged: Verdict): boolean {
  const short =
    judged.kind === "mismatch" && (judged.reason === "underpaid" || judged.reason === "discounted");
  return short && payment.tax_inclusive !== true && payment.product_id !== null;
}

/**
 * The money rule, or, for a payment an administrator has released, what is left of it: nobody else has credited, the topup
 * is pending and what the administrator has seen, and nothing was given back or disputed since. Whoever releases such a
 * payment knowingly releases it again.
 */
function judge(
  context: Context,
  payment: Payment,
  report: Report,
  topup: Topup | null,
  credit: Credit | null,
): Verdict {
  const { conversion_tolerance_bps } = context;
  const judged = verdict({ payment, report, topup, credit, conversion_tolerance_bps });
  if (!payment.released || judged.kind !== "mismatch" || judged.reason === "duplicate_payment")
    return judged;
  const { net_minor } = judged;
  if (topup?.status !== "pending" || differs(payment, topup))
    return { kind: "mismatch", reason: "topup_changed", net_minor };
  if (report.disputed) return { kind: "mismatch", reason: "disputed", net_minor };
  return report.refunded
    ? { kind: "mismatch", reason: "refunded", net_minor }
    : { kind: "match", net_minor };
}

/** Anything but a success: it moves a payment that has no money, and leaves one that has as it is. */
async function recordProgress(
  context: Context,
  payment: Payment,
  report: Report,
  matter: Matter,
): Promise<Settlement | "lost"> {
  const ignored: Settlement = { outcome: "ignored", payment, recorded: false };
  if (hasMoney(payment) || report.status === "succeeded") return ignored;
  if (report.status !== "unknown")
    return await progress(context, payment, identityOf(payment, report), report.status, matter);
  // A word that we do not know may mean that the money is on its way, for as long as the page could be paid.
  if (isSessionOver(payment, context.clock())) return ignored;
  return await progress(context, payment, identityOf(payment, report), "processing", matter);
}

/** A report on a payment that is settled: refunds and disputes are recorded, whatever word the payment has by then; reversing the balance is the host's. */
async function recordAfterwards(
  context: Context,
  payment: Payment,
  report: Report,
  matter: Matter,
): Promise<Settlement | "lost"> {
  const outcome = payment.status === "held" ? "held" : "applied";
  const next = withReversal(payment, report);
  const unchanged = REVERSAL_FIELDS.every((field) => next[field] === payment[field]);
  if (unchanged)
    return {
      outcome: report.status === "succeeded" ? outcome : "ignored",
      payment,
      recorded: false,
    };
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
  const next = change(context, payment, {
    ...learned,
    status,
    hold_reason,
    ...NOT_RELEASED,
    attempts: 0,
    next_check_at: null,
  });
  if (claim !== null && !(await isNotCredited(context, claim))) return "lost";
  context.logger.warn("payment held", { payment_id: payment.payment_id, hold_reason });
  if (claim === null) return await write(context, payment, next, "hold", "held", matter);
  const audit = auditEntry(payment, next, "hold", matter.cause);
  const voided = await context.storage.voidCredit(
    { next, audit, event: matter.decided("held", payment.payment_id) },
    claim.fence,
  );
  return voided.won
    ? { outcome: "held", payment: voided.payment, recorded: matter.event !== null }
    : "lost";
}

function fromCredit(outcome: CreditOutcome, matter: Matter): Settlement | "lost" {
  if (outcome.kind === "lost") return "lost";
  if (outcome.kind === "busy")
    return { outcome: "busy", payment: outcome.payment, recorded: false };
  return {
    outcome: outcome.kind === "held" ? "held" : "applied",
    payment: outcome.payment,
    recorded: matter.event !== null && outcome.by_another !== true,
  };
}

function missingTopup(): PaymentError {
  return new PaymentError(
    "host_unavailable",
    "The application does not know the topup of this payment yet; send the delivery again.",
    { retry_after_ms: 5_000 },
  );
}
