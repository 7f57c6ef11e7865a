import type { DatabaseSync } from "node:sqlite";
import type { WireNotice } from "@x/payment-server";

/** Returns a `notify()` that takes credits back after a refund or a lost dispute. */
export function createReversals(db: DatabaseSync) {
  const remember = db.prepare(
    "INSERT INTO reversals VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING notice_id",
  );
  const take = db.prepare("UPDATE balances SET credits = MAX(0, credits - ?) WHERE user_id = ?");
  return (notice: WireNotice) => {
    if (notice.kind === "unmatched" || notice.returned === null) return;
    const { user_id, credits } = notice.returned;
    db.exec("BEGIN IMMEDIATE");
    try {
      // A notice that is sent again inserts no row, so it takes nothing.
      const is_new = remember.get(notice.notice_id, user_id, credits) !== undefined;
      if (is_new) take.run(credits, user_id);
      db.exec("COMMIT");
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  };
}
