/** Fills in the fields of a payment from a report. */
import { isSettled, type Payment } from "./payment.ts";
import { storedProviderStatus } from "./provider-status.ts";
import { learnedNet, refundBase, refundedShare } from "./refund.ts";
import type { Report } from "./report.ts";
import { netOf } from "./verdict.ts";

/**
 * Returns the payment's ids at the provider, its invoice and its provider status. Stored session
 * and business ids are kept, and so are a stored order id and invoice if the report has none.
 * Anything else is taken from the report.
 */
export function identityOf(payment: Payment, report: Report): Partial<Payment> {
  return {
    provider_payment_id: report.provider_payment_id,
    provider_session_id: payment.provider_session_id ?? report.provider_session_id,
    provider_order_id: report.provider_order_id ?? payment.provider_order_id,
    invoice_url: report.invoice_url ?? payment.invoice_url,
    business_id: payment.business_id ?? report.business_id,
    provider_status: storedProviderStatus(report.status, report.provider_status),
  };
}

/**
 * Returns the payment with the refunds, the disputes and the invoice of a report. Refunds are
 * stored as a share of `refundBase()`, so `net_minor` is filled in too, as far as `learnedNet()`
 * allows it.
 */
export function withReversal(payment: Payment, report: Report): Payment {
  const net = netOf(payment, report);
  const net_minor = learnedNet(payment, "reason" in net ? null : net.net_minor);
  const share = refundedShare(refundBase({ ...payment, net_minor }), report);
  const won = isWon(payment, report);
  // If a refund or dispute is not fully known, it is not known how much money came back to the
  // merchant. The row then keeps its returned amount and its dispute status, so that a later report
  // that is complete can still lower the amount.
  const unclear = won && !report.reversals_known && share < payment.refunded_minor;
  return {
    ...payment,
    net_minor,
    refunded_minor: won && !unclear ? share : Math.max(payment.refunded_minor, share),
    // `disputed` is never cleared. On a settled payment it is therefore set only if an open or lost
    // dispute was actually read, and not if the disputes were unreadable.
    disputed: payment.disputed || (isSettled(payment) ? isContested(report) : report.disputed),
    dispute_status: unclear
      ? payment.dispute_status
      : (report.dispute_status ?? payment.dispute_status),
    invoice_url: report.invoice_url ?? payment.invoice_url,
  };
}

/**
 * Whether the report says that all disputes are won and the row does not say so yet. Only in this
 * case, and only if all refunds and disputes are known, does the report lower the row's returned
 * amount. In any other case a lower amount counts as an outdated answer.
 *
 * Dodo documents that a dispute passes the stages `pre_dispute`, `dispute` and `pre_arbitration`.
 * Dodo documents no status of a dispute as final
 * (https://docs.dodopayments.com/developer-resources/webhooks/intents/dispute). The next stage can
 * reverse a decision in either direction, and the last decision moves the money. While another
 * dispute is open, its money is held, so nothing counts as won back yet.
 */
function isWon(payment: Payment, report: Report): boolean {
  return report.dispute_status === "won" && payment.dispute_status !== "won";
}

/** Whether a dispute was read that was neither won nor withdrawn. */
function isContested({ dispute_status }: Report): boolean {
  return dispute_status === "open" || dispute_status === "lost";
}

/** The fields that a report may still write on a settled payment. */
export const REVERSAL_FIELDS = [
  "refunded_minor",
  "disputed",
  "dispute_status",
  "net_minor",
  "invoice_url",
] as const;

/** Returns the payment with the tax setting of its product; `null` means that it is not known. */
export function withTax(payment: Payment, tax_inclusive: boolean | null): Payment {
  return tax_inclusive === payment.tax_inclusive ? payment : { ...payment, tax_inclusive };
}
