import type { Database } from "bun:sqlite";
import type { FinishExtra, Topup } from "@x/payment-server";

type Paid = Pick<Topup, "user_id" | "credits">;

export function createHost(db: Database) {
  const read = db.query<Topup, [string]>(
    "SELECT topup_id, user_id, credits, usd_cents, status FROM topups WHERE topup_id = ?",
  );
  const pay = db.query<Paid, [string, string]>(
    "UPDATE topups SET status = 'paid', note = ? WHERE topup_id = ? AND status = 'pending' RETURNING user_id, credits",
  );
  const add = db.query<null, [string, number]>(
    "INSERT INTO balances VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET credits = credits + excluded.credits",
  );
  const finish = db.transaction((topup_id: string, note: string) => {
    const paid = pay.get(note, topup_id); // only a pending topup: a second call changes nothing
    if (paid !== null) add.run(paid.user_id, paid.credits);
  });
  return {
    readTopup: (topup_id: string) => read.get(topup_id),
    finishTopup: (topup_id: string, extra: FinishExtra) =>
      finish.immediate(topup_id, `${extra.note} ${extra.ref}`),
  };
}
