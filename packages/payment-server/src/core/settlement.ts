/**
 * Makes a payment agree with a provider's report. `settle()` is the only function that credits
 * because of a report.
 */
import { PaymentError } from "../errors.ts";
import { creditTopup, isOpenClaim, resolveClaim } from "./credit.ts";
import type { CreditOutcome } from "./credit-close.ts";
import type { Topup } from "./host.ts";
import { holdPayment } from "./hold.ts";
import { judge, type Judgement } from "./judgement.ts";
import { hasMoney, isSettled, type Payment } from "./payment.ts";
import { findRow, findRows } from "./payment-row.ts";
import { nextVersion } from "./payment-version.ts";
import { writePayment, writeProgress, type Settlement } from "./payment-write.ts";
import { hasUnknownStatus } from "./provider-status.ts";
import { completed, hasEnded, isBehind, withoutEnd, type Report } from "./report.ts";
import { identityOf, REVERSAL_FIELDS, withReversal } from "./report-fields.ts";
import { isSessionOver, isYoung } from "./schedule.ts";
import type { Settling } from "./settling.ts";
import type { Credit } from "./storage-records.ts";
import { readTopup } from "./topup.ts";
import { withoutEvent } from "./write-cause.ts";

/**
 * A report that a `crediting` payment has failed or was canceled counts only if the payment has
 * been unchanged for this many milliseconds. Before that, the report may be an outdated answer of
 * the API.
 */
const VANISHED_MS = 15 * 60_000;

/** The largest number of tries to settle a report, if other requests keep writing the payment. */
const MOST_TRIES = 5;

/**
 * Settles a report: credits or holds the payment, or stores its progress, its refunds and its
 * disputes. `found` holds the rows that share a key with the report if the caller has just read
 * these rows; otherwise it is `null`. Throws `busy` if several tries to write the payment fail, for
 * example because other requests keep writing it. Also throws the errors of the provider and the
 * host.
 */
export async function settle(
  settling: Settling,
  report: Report,
  found: readonly Payment[] | null = null,
): Promise<Settlement> {
  if (
    report.source === "delivery" &&
    (report.status === "unknown" || report.provider_session_id === null)
  ) {
    return await completeAndSettle(settling, report);
  }
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    // Rows that lost a write to another request are outdated, so they are read again.
    const rows = (tries === 0 ? found : null) ?? (await findRows(settling, report));
    const row = await findRow(settling, report, rows);
    if (row.kind === "unmatched")
      return { outcome: "unmatched", payment: null, event_written: false };
    if (row.kind === "none") return { outcome: "ignored", payment: null, event_written: false };
    if (row.kind === "undecided") return busy(row.payment);
    const settlement = await settlePayment(settling, row.payment, row.report);
    if (settlement === "incomplete") return await completeAndSettle(settling, row.report);
    if (settlement !== "lost") return settlement;
  }
  throw new PaymentError(
    "busy",
    "This payment is being changed by many requests at once; try again in a few seconds.",
    { retry_after_ms: 2_000 },
  );
}

/**
 * Reads the complete report from the provider's API, because the delivery leaves fields out, and
 * settles it. If the API does not show a delivered success yet, the outcome is `busy`, unless our
 * payment is already `paid` or no payment of ours was found. Throws `provider_invalid` if the API
 * has no such payment.
 */
async function completeAndSettle(settling: Settling, delivered: Report): Promise<Settlement> {
  const { provider, signal } = settling;
  const asked = await provider.readPayment(delivered.provider_payment_id, signal);
  if (asked === null)
    throw new PaymentError(
      "provider_invalid",
      "The payment provider does not know the payment it reported; it will be asked again.",
      { retry_after_ms: 5_000 },
    );
  const behind = isBehind(asked, delivered);
  const settlement = await settle(
    behind ? withoutEvent(settling) : settling,
    completed(behind ? withoutEnd(asked) : asked, delivered),
  );
  if (!behind || settlement.payment === null || isSettled(settlement.payment)) return settlement;
  return busy(settlement.payment);
}

/**
 * Settles a report about this row. Returns `lost` if the row could not be written and has to be
 * read again, for example because another request wrote it first. Returns `incomplete` if fields
 * are missing that only the API has.
 */
async function settlePayment(
  settling: Settling,
  payment: Payment,
  report: Report,
): Promise<Settlement | "lost" | "incomplete"> {
  if (isSettled(payment)) return await recordReversal(settling, payment, report);
  const vanished = isVanished(payment, report);
  if (report.status !== "succeeded" && !vanished)
    return await recordProgress(settling, payment, report);
  const { context } = settling;
  if (vanished && context.clock() - payment.updated_at < VANISHED_MS) return busy(payment);
  const credit = await context.storage.readCredit(payment.topup_id);
  const topup = await readTopup(context, payment.topup_id);
  const claim = credit?.payment_id === payment.payment_id && isOpenClaim(credit) ? credit : null;
  if (claim !== null) {
    const resolved = await settleClaim(settling, payment, report, claim, topup);
    if (resolved !== "open") return resolved;
  }
  // A replica of the host's database may not have the topup yet, so nothing is decided while the
  // payment is young.
  if (topup === null && isYoung(report.created_at ?? payment.created_at, context.clock()))
    throw missingTopup();
  if (vanished) {
    // The payment had succeeded when its credit was claimed, and now it has failed or was canceled.
    // Nothing was credited, so the payment is held.
    const learned = { ...payment, provider_status: report.provider_status };
    return await holdPayment(settling, payment, learned, "refunded", claim);
  }
  const judgement = await judge(settling, { payment, report, topup, credit });
  return await settleJudgement(settling, payment, report, judgement, claim);
}

/** Whether the API now reports a `crediting` payment as failed or canceled. */
function isVanished(payment: Payment, report: Report): boolean {
  return payment.status === "crediting" && report.source === "api" && hasEnded(report);
}

/**
 * Resolves the payment's own claim before the report is judged. Returns `"open"` if nothing was
 * credited for the claim, so that the host may be called.
 */
async function settleClaim(
  settling: Settling,
  payment: Payment,
  report: Report,
  claim: Credit,
  topup: Topup | null,
): Promise<Settlement | "lost" | "open"> {
  // This call resolves an older claim. The delivery is decided after it, so the delivery's event is
  // not stored now.
  const resolved = await resolveClaim(
    withoutEvent(settling),
    payment,
    claim,
    topup?.status ?? null,
  );
  if (resolved.kind === "open") return "open";
  if (resolved.kind === "paid" || resolved.kind === "held")
    return await recordReversal(settling, resolved.payment, report);
  return settlementOf(resolved);
}

async function settleJudgement(
  settling: Settling,
  payment: Payment,
  report: Report,
  { verdict, learned }: Judgement,
  claim: Credit | null,
): Promise<Settlement | "lost" | "incomplete"> {
  if (verdict.kind === "incomplete") return "incomplete";
  if (verdict.kind === "wait") return busy(payment);
  const next = {
    ...learned,
    ...identityOf(payment, report),
    // Once a refund is stored, the net amount is not changed, because the refund is stored as a
    // share of `refundBase()`.
    net_minor:
      payment.refunded_minor > 0 ? payment.net_minor : (verdict.net_minor ?? payment.net_minor),
  };
  if (verdict.kind === "match") return settlementOf(await creditTopup(settling, payment, next));
  return await holdPayment(settling, payment, withReversal(next, report), verdict.reason, claim);
}

/**
 * Records a report that is not a success. The report changes only a payment for which no money was
 * received.
 */
async function recordProgress(
  settling: Settling,
  payment: Payment,
  report: Report,
): Promise<Settlement | "lost"> {
  const ignored: Settlement = { outcome: "ignored", payment, event_written: false };
  if (hasMoney(payment) || report.status === "succeeded") return ignored;
  const now = settling.context.clock();
  // The API may not show yet that a delivered success has followed this end (`withoutEnd()`).
  if (hasEnded(report) && hasUnknownStatus(payment) && isYoung(payment.updated_at, now))
    return ignored;
  const learned = identityOf(payment, report);
  if (report.status !== "unknown")
    return await writeProgress(settling, payment, learned, report.status);
  // If the status is unknown, money may still arrive, so the payment counts as processing. Once the
  // session is over, the report is ignored.
  if (isSessionOver(payment, now)) return ignored;
  return await writeProgress(settling, payment, learned, "processing");
}

/**
 * Records the refunds and disputes of a settled payment, whatever its current status at the
 * provider. Only the host can take credits back from the balance.
 */
async function recordReversal(
  settling: Settling,
  payment: Payment,
  report: Report,
): Promise<Settlement | "lost"> {
  const outcome = payment.status === "held" ? "held" : "applied";
  const next = withReversal(payment, report);
  const unchanged = REVERSAL_FIELDS.every((field) => next[field] === payment[field]);
  if (unchanged)
    return {
      outcome: report.status === "succeeded" ? outcome : "ignored",
      payment,
      event_written: false,
    };
  const written = nextVersion(settling.context, payment, next);
  return await writePayment(settling, payment, written, "reversal", outcome);
}

function settlementOf(credited: CreditOutcome): Settlement | "lost" {
  if (credited.kind === "lost") return "lost";
  const { kind, payment } = credited;
  if (kind === "busy") return busy(payment);
  const { event_written } = credited;
  return { outcome: kind === "held" ? "held" : "applied", payment, event_written };
}

function busy(payment: Payment): Settlement {
  return { outcome: "busy", payment, event_written: false };
}

function missingTopup(): PaymentError {
  return new PaymentError(
    "host_unavailable",
    "The application does not know the topup of this payment yet; send the delivery again.",
    { retry_after_ms: 5_000 },
  );
}
