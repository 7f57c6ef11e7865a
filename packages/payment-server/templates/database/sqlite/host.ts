import type { DatabaseSync } from "node:sqlite";
import type { FinishExtra, Topup } from "@x/payment-server";

export function createHost(db: DatabaseSync) {
  const read = db.prepare(
    "SELECT topup_id, user_id, credits, usd_cents, status FROM topups WHERE topup_id = ?",
  );
  const pay = db.prepare(
    "UPDATE topups SET status = 'paid', note = ? WHERE topup_id = ? AND status = 'pending' RETURNING user_id, credits",
  );
  const add = db.prepare(
    "INSERT INTO balances VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET credits = credits + excluded.credits",
  );
  return {
    readTopup: (topup_id: string) => (read.get(topup_id) ?? null) as Topup | null,
    finishTopup(topup_id: string, extra: FinishExtra) {
      db.exec("BEGIN IMMEDIATE");
      try {
        // Only a pending topup changes, so a second call adds nothing.
        const paid = pay.get(`${extra.note} ${extra.ref}`, topup_id);
        if (paid !== undefined) add.run(paid["user_id"] ?? null, paid["credits"] ?? null);
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
  };
}
