import type { Pool } from "pg";
import type { WireNotice } from "@x/payment-server";

// One statement is one transaction. A notice that is sent again inserts no row, so it takes
// nothing.
const REVERSE = `
  WITH taken AS (INSERT INTO reversals VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING user_id, credits)
  UPDATE balances SET credits = GREATEST(0, balances.credits - taken.credits) FROM taken WHERE balances.user_id = taken.user_id`;

/** Returns a `notify()` that takes credits back after a refund or a lost dispute. */
export function createReversals(db: Pool) {
  return async (notice: WireNotice) => {
    if (notice.kind === "unmatched" || notice.returned === null) return;
    const { user_id, credits } = notice.returned;
    await db.query(REVERSE, [notice.notice_id, user_id, credits]);
  };
}
