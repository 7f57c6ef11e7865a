import type { Fragments } from "./fragments.ts";

/**
 * Statements that find due payments and store when they are checked. They do not change the
 * `version` of a payment.
 */
export type ScheduleStatements = Readonly<Record<"takeDue" | "takeCheck" | "schedule", string>>;

/** Builds the statements of the schedule. */
export function scheduleStatements({
  payments,
  paymentColumns,
  skip_locked,
}: Fragments): ScheduleStatements {
  const unsettled = "version = :version AND status NOT IN ('paid', 'held', 'dismissed')";
  return {
    // PostgreSQL would run a subquery once for each row in some plans, and with SKIP LOCKED each
    // run finds other rows. A materialized subquery runs only once.
    takeDue: `WITH due AS MATERIALIZED (
        SELECT payment_id FROM ${payments} WHERE next_check_at IS NOT NULL AND next_check_at <= :now AND created_at <= :made_before
        ORDER BY next_check_at LIMIT :limit ${skip_locked})
      UPDATE ${payments} SET next_check_at = :until WHERE payment_id IN (SELECT payment_id FROM due) AND next_check_at <= :now RETURNING ${paymentColumns()}`,
    takeCheck: `UPDATE ${payments} SET checked_at = :now WHERE payment_id = :payment_id AND (checked_at IS NULL OR checked_at <= :before OR checked_at > :now) RETURNING payment_id`,
    schedule: `UPDATE ${payments} SET next_check_at = CASE WHEN ${unsettled} THEN CAST(:next_check_at AS BIGINT) ELSE next_check_at END,
        attempts = CASE WHEN ${unsettled} THEN attempts + 1 ELSE attempts END,
        answered_at = COALESCE(CASE WHEN answered_at >= CAST(:answered_at AS BIGINT) THEN answered_at END, CAST(:answered_at AS BIGINT), answered_at)
      WHERE payment_id = :payment_id AND ((${unsettled}) OR COALESCE(answered_at, 0) < CAST(:answered_at AS BIGINT))`,
  };
}
