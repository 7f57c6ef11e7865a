import type { Payment } from "../../core/payment.ts";
import type { StorageSummary } from "../../core/storage-records.ts";
import { allPayments, DECIDED, type MemoryTables } from "./tables.ts";

type PaymentCounts = Omit<StorageSummary, keyof EventCounts | keyof NoticeCounts | "warnings">;
type EventCounts = Pick<
  StorageSummary,
  "events" | "oldest_undecided_event_at" | "unmatched_events"
>;

type NoticeCounts = Pick<StorageSummary, "waiting_notices" | "oldest_waiting_notice_at">;

/**
 * Returns the counts and times that an operator checks first. `warnings` is empty, because this
 * storage has no settings to warn about.
 */
export function summarise(tables: MemoryTables, now: number): StorageSummary {
  return {
    ...countPayments(tables, now),
    ...countEvents(tables),
    ...countNotices(tables),
    warnings: [],
  };
}

function countPayments(tables: MemoryTables, now: number): PaymentCounts {
  const payments = allPayments(tables);
  const held = payments.filter(({ status }) => status === "held");
  const crediting = payments.filter(({ status }) => status === "crediting");
  const unconfirmed = timesOf(
    payments.filter(({ status }) => status === "crediting" || status === "paid"),
    "unconfirmed_since",
  );
  const overdue = timesOf(payments, "next_check_at").filter((at) => at <= now);
  return {
    payments: countEach(payments.map(({ status }) => status)),
    held: countEach(held.flatMap(({ hold_reason }) => hold_reason ?? [])),
    oldest_crediting_at: oldest(
      crediting.map(({ topup_id }) => tables.credits.get(topup_id)?.created_at ?? now),
    ),
    overdue_checks: overdue.length,
    oldest_overdue_check_at: oldest(overdue),
    unconfirmed: unconfirmed.length,
    oldest_unconfirmed_at: oldest(unconfirmed),
  };
}

function countEvents(tables: MemoryTables): EventCounts {
  const events = [...tables.events.values()];
  const undecided = events.filter(({ sync_status }) => !DECIDED.has(sync_status));
  return {
    events: countEach(events.map(({ sync_status }) => sync_status)),
    oldest_undecided_event_at: oldest(undecided.map(({ created_at }) => created_at)),
    unmatched_events: events.filter(
      ({ sync_status, payment_id }) => sync_status === "held" && payment_id === null,
    ).length,
  };
}

function countNotices({ notices, audit, events }: MemoryTables): NoticeCounts {
  const changed = [...notices.payment].flatMap(([payment_id, { from_version }]) =>
    audit.filter((entry) => entry.payment_id === payment_id && entry.version === from_version),
  );
  const held = [...notices.event.keys()].flatMap((event_id) => events.get(event_id) ?? []);
  const times = [...changed.map(({ at }) => at), ...held.map(({ updated_at }) => updated_at)];
  return { waiting_notices: times.length, oldest_waiting_notice_at: oldest(times) };
}

function timesOf(
  payments: readonly Payment[],
  field: "unconfirmed_since" | "next_check_at",
): number[] {
  return payments.flatMap((payment) => payment[field] ?? []);
}

function countEach<Word extends string>(words: readonly Word[]): Partial<Record<Word, number>> {
  const counts: Partial<Record<Word, number>> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function oldest(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.min(...times);
}
