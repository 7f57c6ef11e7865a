/** The fields of a payment's row that a report fills. */
import { isSettled, type Payment } from "./payment.ts";
import { storedProviderStatus } from "./provider-status.ts";
import { refundedShare } from "./refund.ts";
import type { Report } from "./report.ts";
import { netOf } from "./verdict.ts";

/** Returns what the report says about the identity of the payment and its progress. */
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
 * Returns the payment with what was refunded or is disputed, and with the net amount that a refund
 * is a share of, if that was not known yet.
 */
export function withReversal(payment: Payment, report: Report): Payment {
  const net = netOf(payment, report);
  const net_minor = payment.net_minor ?? ("reason" in net ? null : net.net_minor);
  return {
    ...payment,
    net_minor,
    refunded_minor: Math.max(payment.refunded_minor, refundedShare(net_minor, report)),
    // The mark of a settled payment stays for good, so a list that once could not be read must not
    // set it.
    disputed: payment.disputed || (isSettled(payment) ? report.dispute_seen : report.disputed),
    invoice_url: report.invoice_url ?? payment.invoice_url,
  };
}

/** The fields that a report may still write on a settled payment. */
export const REVERSAL_FIELDS = ["refunded_minor", "disputed", "net_minor", "invoice_url"] as const;

/** Returns the payment with the tax setting of its product; `null` says that it is not known. */
export function withTax(payment: Payment, tax_inclusive: boolean | null): Payment {
  return tax_inclusive === payment.tax_inclusive ? payment : { ...payment, tax_inclusive };
}
