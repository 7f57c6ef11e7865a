import { emptyDay, OUTCOMES, type DayFigures } from "../../core/figures/day-figures.ts";
import { DAY_MS } from "../../core/figures/days.ts";
import type { Payment, PaymentStatus } from "../../core/payment.ts";
import { allPayments, type MemoryTables } from "./tables.ts";
import { addDurations } from "./durations.ts";

/**
 * Returns the figures of each day of UTC on which a payment or an event was created, oldest first.
 * Only rows that were created at `from` or later, and before `until`, are counted.
 */
export function dayFigures(tables: MemoryTables, from: number, until: number): DayFigures[] {
  const inRange = ({ created_at }: { created_at: number }): boolean =>
    created_at >= from && created_at < until;
  const days = new Map<number, DayFigures>();
  const dayOf = ({ created_at }: { created_at: number }): DayFigures => {
    const start = Math.floor(created_at / DAY_MS) * DAY_MS;
    const day = days.get(start) ?? emptyDay(start);
    days.set(start, day);
    return day;
  };
  const payments = allPayments(tables).filter(inRange);
  for (const payment of payments) {
    const day = dayOf(payment);
    if (payment.net_minor === null) continue;
    day.received_minor += payment.net_minor;
    day.returned_minor += payment.refunded_minor;
  }
  for (const attempts of group(payments, ({ topup_id }) => topup_id).values()) {
    const { topups } = dayOf(first(attempts));
    const outcome = outcomeOf(attempts);
    topups[outcome] = (topups[outcome] ?? 0) + 1;
  }
  for (const [day, made] of group(payments, dayOf)) addDurations(tables, day, made);
  for (const event of [...tables.events.values()].filter(inRange)) {
    const { events } = dayOf(event);
    events[event.sync_status] = (events[event.sync_status] ?? 0) + 1;
  }
  return [...days.values()].sort((a, b) => a.day - b.day);
}

function group<Key>(
  payments: readonly Payment[],
  keyOf: (payment: Payment) => Key,
): Map<Key, Payment[]> {
  const groups = new Map<Key, Payment[]>();
  for (const payment of payments) {
    const key = keyOf(payment);
    groups.set(key, [...(groups.get(key) ?? []), payment]);
  }
  return groups;
}

function first(attempts: readonly Payment[]): Payment {
  return attempts.reduce((a, b) => (b.created_at < a.created_at ? b : a));
}

function outcomeOf(attempts: readonly Payment[]): PaymentStatus {
  const statuses = new Set(attempts.map(({ status }) => status));
  return OUTCOMES.find((outcome) => statuses.has(outcome)) ?? "pending";
}
