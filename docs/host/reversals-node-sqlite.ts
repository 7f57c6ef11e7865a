import type { DatabaseSync } from "node:sqlite";
import type { WireNotice } from "@x/payment-server";

/**
 * Returns a `notify()` that takes credits back after a refund or a lost dispute, and gives them
 * back if the dispute is won later.
 */
export function createReversals(db: DatabaseSync) {
  const read = db.prepare("SELECT credits FROM balances WHERE user_id = ?");
  const sum = db.prepare(
    "SELECT COALESCE(SUM(credits), 0) AS credits, COALESCE(SUM(taken), 0) AS taken FROM reversals WHERE payment_id = ?",
  );
  const remember = db.prepare(
    "INSERT INTO reversals VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING notice_id",
  );
  const take = db.prepare("UPDATE balances SET credits = credits - ? WHERE user_id = ?");
  return (notice: WireNotice) => {
    if (notice.kind === "unmatched" || notice.returned === null) return;
    const { user_id, credits } = notice.returned;
    const { payment_id } = notice.payment;
    db.exec("BEGIN IMMEDIATE");
    try {
      // Nothing is taken below a balance of 0, so no more is given back than was taken.
      const balance = Math.max(0, Number(read.get(user_id)?.["credits"] ?? 0));
      const before = sum.get(payment_id);
      const [owed, had] = [Number(before?.["credits"]) + credits, Number(before?.["taken"])];
      const taken = credits < 0 ? Math.min(0, owed - had) : Math.min(credits, balance);
      // A notice that is sent again inserts no row, so it takes nothing.
      const is_new =
        remember.get(payment_id, notice.notice_id, user_id, credits, taken) !== undefined;
      if (is_new) take.run(taken, user_id);
      db.exec("COMMIT");
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  };
}
