import type { Pool } from "pg";
import type { WireNotice } from "@x/payment-server";

// One statement is one transaction. A notice that is sent again inserts no row, so it takes
// nothing. Nothing is taken below a balance of 0, so no more is given back than was taken.
const REVERSE = `
  WITH balance AS (SELECT GREATEST(0, credits) AS credits FROM balances WHERE user_id = $3 FOR UPDATE),
  before AS (SELECT COALESCE(SUM(credits), 0) AS credits, COALESCE(SUM(taken), 0) AS taken FROM reversals WHERE payment_id = $1),
  change AS (
    INSERT INTO reversals SELECT $1, $2, $3, $4::numeric,
      CASE WHEN $4::numeric < 0 THEN LEAST(0, before.credits + $4::numeric - before.taken) ELSE LEAST($4::numeric, balance.credits) END
    FROM balance, before ON CONFLICT DO NOTHING RETURNING user_id, taken
  )
  UPDATE balances SET credits = balances.credits - change.taken FROM change WHERE balances.user_id = change.user_id`;

/**
 * Returns a `notify()` that takes credits back after a refund or a lost dispute, and gives them
 * back if the dispute is won later.
 */
export function createReversals(db: Pool) {
  return async (notice: WireNotice) => {
    if (notice.kind === "unmatched" || notice.returned === null) return;
    const { user_id, credits } = notice.returned;
    await db.query(REVERSE, [notice.payment.payment_id, notice.notice_id, user_id, credits]);
  };
}
