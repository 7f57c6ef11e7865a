import type { D1Database } from "@cloudflare/workers-types";
import type { WireNotice } from "@x/payment-server";

// Nothing is taken below a balance of 0, so no more is given back than was taken.
const REMEMBER = `
  INSERT INTO reversals (payment_id, notice_id, user_id, credits, taken)
  SELECT ?1, ?2, ?3, ?4,
    CASE WHEN ?4 < 0 THEN MIN(0, before.credits + ?4 - before.taken)
    ELSE MIN(?4, MAX(0, COALESCE((SELECT credits FROM balances WHERE user_id = ?3), 0))) END
  FROM (SELECT COALESCE(SUM(credits), 0) AS credits, COALESCE(SUM(taken), 0) AS taken
    FROM reversals WHERE payment_id = ?1) AS before
  WHERE true ON CONFLICT DO NOTHING`;
// changes() counts the rows of the INSERT. A notice that is sent again inserts none.
const TAKE = `
  UPDATE balances SET credits = credits -
    (SELECT taken FROM reversals WHERE payment_id = ?1 AND notice_id = ?2)
  WHERE user_id = ?3 AND changes() = 1`;

/**
 * Returns a `notify()` that takes credits back after a refund or a lost dispute, and gives them
 * back if the dispute is won later.
 */
export function createReversals(db: D1Database) {
  const [remember, take] = [db.prepare(REMEMBER), db.prepare(TAKE)];
  return async (notice: WireNotice) => {
    if (notice.kind === "unmatched" || notice.returned === null) return;
    const { user_id, credits } = notice.returned;
    const { payment_id } = notice.payment;
    // One batch is one transaction.
    await db.batch([
      remember.bind(payment_id, notice.notice_id, user_id, credits),
      take.bind(payment_id, notice.notice_id, user_id),
    ]);
  };
}
