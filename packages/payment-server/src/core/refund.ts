import type { Report } from "./report.ts";

/**
 * Returns how much of our net amount went back to the buyer, in USD cents, rounded down. Refunds
 * and disputes are in the buyer's currency and include tax, so their share of the buyer's total is
 * applied to the net amount.
 */
export function refundedShare(net_minor: number | null, report: Report): number {
  const { refund_sum_minor, dispute_lost_minor, total_minor } = report;
  if (net_minor === null) return 0;
  if (refund_sum_minor === "all" || dispute_lost_minor === "all") return net_minor;
  if (typeof total_minor !== "number" || total_minor === 0) return 0;
  const returned = BigInt(Math.min(refund_sum_minor + dispute_lost_minor, total_minor));
  return Number((BigInt(net_minor) * returned) / BigInt(total_minor));
}
