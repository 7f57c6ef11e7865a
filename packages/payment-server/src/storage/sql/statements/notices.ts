import type { NoticeSubject } from "../../../core/storage-records.ts";
import { LONGEST_LEASE_MS } from "../../../core/time-limits.ts";
import type { Fragments } from "./fragments.ts";

/** Statements on notices, each for payments and for events. */
export type NoticeStatements = Readonly<
  Record<
    "correctNotices" | "takeNotices" | "takeNoticesOf" | "storeNotified",
    Readonly<Record<NoticeSubject, string>>
  >
>;

/**
 * Builds the statements on notices. These statements do not change the payment's `version`. The
 * reservation of a row is identified by its end, `notify_at`, which is computed with the clock of
 * the database.
 */
export function noticeStatements(fragments: Fragments): NoticeStatements {
  const { payments, events, now, skip_locked } = fragments;
  // The clock is a subquery, so that PostgreSQL reads it once and can search the index by it.
  const isDue = `notify_at <= (SELECT ${now})`;
  const take = (table: string, id: string, from: string, which: string): string =>
    `UPDATE ${table} SET notify_at = ${now} + :lease_ms, notify_attempts = COALESCE(notify_attempts, 0) + 1
      WHERE ${which} AND ${isDue} RETURNING ${id} AS id, ${from} AS from_version, notify_attempts AS attempts, notify_at AS lease`;
  // The subquery is MATERIALIZED for the same reason as in `schedule.ts`: PostgreSQL must run it
  // only once.
  const takeDue = (table: string, id: string, from: string): string =>
    `WITH due AS MATERIALIZED (SELECT ${id} FROM ${table} WHERE notify_at IS NOT NULL AND ${isDue} ORDER BY notify_at LIMIT :limit ${skip_locked})
      ${take(table, id, from, `${id} IN (SELECT ${id} FROM due)`)}`;
  // PostgreSQL needs the casts: it reads a parameter beside NULL as text.
  const store = (table: string, id: string, version: string, columns: object): string => {
    const left = { ...columns, notify_at: `${now} + :wait_ms`, notify_attempts: ":attempts" };
    const assignments = Object.entries(left).map(
      ([column, value]) =>
        `${column} = CASE WHEN ${version} = CAST(:sent_version AS BIGINT) THEN NULL ELSE CAST(${value} AS BIGINT) END`,
    );
    return `UPDATE ${table} SET ${assignments.join(", ")} WHERE ${id} = :id AND notify_at = :lease RETURNING notify_at AS lease`;
  };
  const correct = (table: string): string =>
    `UPDATE ${table} SET notify_at = 0 WHERE notify_at > (SELECT ${now}) + ${LONGEST_LEASE_MS}`;
  return {
    // If the `notify_at` of a row is later than `LONGEST_LEASE_MS` from now, this time was written
    // before the clock was set back. This statement makes such a row due. It is separate from
    // `takeNotices`, so that both statements can search the index.
    correctNotices: { payment: correct(payments), event: correct(events) },
    takeNotices: {
      payment: takeDue(payments, "payment_id", "notify_from"),
      event: takeDue(events, "event_id", "1"),
    },
    takeNoticesOf: {
      payment: take(payments, "payment_id", "notify_from", "payment_id = :only"),
      event: take(events, "event_id", "1", "event_id = :only"),
    },
    storeNotified: {
      payment: store(payments, "payment_id", "version", { notify_from: ":from_version" }),
      event: store(events, "event_id", "1", {}),
    },
  };
}
