import type { Report } from "./report.ts";

/**
 * The share of our net that was given back, in USD cents, rounded down. Refunds are in the buyer's currency and include
 * tax, so it is the share of the payment's own total that counts, never the foreign integer.
 */
export function refundedShare(net_minor: number | null, report: Report): number {
  if (net_minor === null || typeof report.total_minor !== "number" || report.total_minor === 0) return 0;
  if (report.dispute_lost) return net_minor;
  const returned = BigInt(Math.min(report.refund_sum_minor, report.total_minor));
  return Number((BigInt(net_minor) * returned) / BigInt(report.total_minor));
}
