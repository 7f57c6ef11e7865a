import type { DayFigures, Durations } from "../../core/figures/day-figures.ts";
import type { Payment } from "../../core/payment.ts";
import type { MemoryTables } from "./tables.ts";

/** Sets `credit_ms` and `checkout_ms` of a day from the payments that were credited. */
export function addDurations(
  { credits }: MemoryTables,
  day: DayFigures,
  payments: readonly Payment[],
): void {
  const done = payments.flatMap(({ payment_id, topup_id, status, created_at }) => {
    const credit = credits.get(topup_id);
    return status === "paid" && credit?.payment_id === payment_id && credit.state === "done"
      ? [
          {
            credit: credit.updated_at - credit.created_at,
            checkout: credit.updated_at - created_at,
          },
        ]
      : [];
  });
  day.credit_ms = durationsOf(done.map(({ credit }) => credit));
  day.checkout_ms = durationsOf(done.map(({ checkout }) => checkout));
}

/**
 * Returns the percentiles, or `null` if there are no durations. Each percentile is the smallest
 * duration that at least 50 % or 95 % of the durations do not exceed. Negative values become 0.
 */
function durationsOf(times: readonly number[]): Durations | null {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.max(0, sorted[Math.floor((sorted.length * share + 99) / 100) - 1] ?? 0);
  return sorted.length === 0 ? null : { p50: at(50), p95: at(95) };
}
