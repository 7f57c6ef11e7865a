/** What a report tells of a payment, as fields of its row. */
import { isSettled, keptWord, type Payment } from "./payment.ts";
import { refundedShare } from "./refund.ts";
import type { Report } from "./report.ts";
import { netOf } from "./verdict.ts";

/** What is known of who pays, where and how far it has come. */
export function identityOf(payment: Payment, report: Report): Partial<Payment> {
  return {
    provider_payment_id: report.provider_payment_id,
    provider_session_id: payment.provider_session_id ?? report.provider_session_id,
    provider_order_id: report.provider_order_id ?? payment.provider_order_id,
    invoice_url: report.invoice_url ?? payment.invoice_url,
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
    // A list that cannot be read once is no dispute of a payment that is settled: the mark stays for good.
    disputed: payment.disputed || (isSettled(payment) ? report.dispute_seen : report.disputed),
    invoice_url: report.invoice_url ?? payment.invoice_url,
  };
}

/** What a report on a settled payment may change. */
export const REVERSAL_FIELDS = ["refunded_minor", "disputed", "net_minor", "invoice_url"] as const;

/** The payment with the tax setting of its product, where that was read anew. */
export function withTax(payment: Payment, tax_inclusive: boolean | null): Payment {
  return tax_inclusive === payment.tax_inclusive ? payment : { ...payment, tax_inclusive };
}
