import { isSettled } from "../../core/payment.ts";
import type { Storage } from "../../core/storage.ts";
import { allPayments, byAge, storedPayment, type MemoryTables } from "./tables.ts";

/** Returns the methods of the storage that find due payments and store when they are checked. */
export function scheduleVerbs(
  tables: MemoryTables,
): Pick<Storage, "takeDue" | "takeCheck" | "schedule"> {
  const { payments } = tables;
  return {
    async takeDue(now, until, limit, made_before) {
      const due = allPayments(tables).filter(
        ({ next_check_at, created_at }) =>
          next_check_at !== null && next_check_at <= now && created_at <= made_before,
      );
      const taken = due
        .sort((a, b) => (a.next_check_at ?? 0) - (b.next_check_at ?? 0))
        .slice(0, limit);
      for (const payment of taken)
        payments.set(payment.payment_id, { ...payment, next_check_at: until });
      return taken.map(({ payment_id }) => ({ ...storedPayment(tables, payment_id) })).sort(byAge);
    },
    async takeCheck(payment_id, before, now) {
      const payment = payments.get(payment_id);
      // Ignore a check that is later than `now`, because its time comes from a wrong clock.
      if (
        payment === undefined ||
        (payment.checked_at !== null && payment.checked_at > before && payment.checked_at <= now)
      )
        return false;
      payments.set(payment_id, { ...payment, checked_at: now });
      return true;
    },
    async schedule(payment_id, { version, next_check_at, answered_at }) {
      const payment = payments.get(payment_id);
      if (payment === undefined) return;
      const scheduled =
        payment.version === version && !isSettled(payment)
          ? { next_check_at, attempts: payment.attempts + 1 }
          : {};
      const answered =
        answered_at !== null && answered_at > (payment.answered_at ?? 0) ? { answered_at } : {};
      payments.set(payment_id, { ...payment, ...scheduled, ...answered });
    },
  };
}
