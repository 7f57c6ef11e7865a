import type { Payment } from "./payment.ts";
import type { Report } from "./report.ts";

/**
 * Returns the amount, in USD cents, of which `refunded_minor` is a share. This is the payment's net
 * amount, or the price if the net amount is not known. In the second case, only an administrator
 * can have the payment credited, and thereby accepts the price as the amount.
 */
export function refundBase({
  net_minor,
  amount_minor,
}: Pick<Payment, "net_minor" | "amount_minor">): number {
  return net_minor ?? amount_minor;
}

/**
 * Returns the net amount to store on a payment after a report of `net_minor`. A stored amount is
 * kept. Once a refund is stored as a share of the price, the net amount stays unknown, because the
 * stored share would otherwise refer to another amount.
 */
export function learnedNet(payment: Payment, net_minor: number | null): number | null {
  return payment.net_minor ?? (payment.refunded_minor > 0 ? null : net_minor);
}

/**
 * Returns how much of our net amount was returned to the buyer, in USD cents, rounded down. Refunds
 * and disputes are in the buyer's currency and include tax, so their share of the buyer's total is
 * applied to the net amount. Returns the whole net amount if all was returned. Returns 0 if the net
 * amount is not known, or if the share cannot be computed because the buyer's total is 0 or not
 * known.
 */
export function refundedShare(net_minor: number | null, report: Report): number {
  const { refund_sum_minor, dispute_lost_minor, total_minor } = report;
  if (net_minor === null) return 0;
  if (refund_sum_minor === "all" || dispute_lost_minor === "all") return net_minor;
  if (typeof total_minor !== "number" || total_minor === 0) return 0;
  const returned = BigInt(Math.min(refund_sum_minor + dispute_lost_minor, total_minor));
  return Number((BigInt(net_minor) * returned) / BigInt(total_minor));
}
