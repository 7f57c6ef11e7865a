import type { D1Database } from "@cloudflare/workers-types";
import type { FinishExtra, Topup } from "@x/payment-server";

export function createHost(db: D1Database) {
  const read = db.prepare(
    "SELECT topup_id, user_id, credits, usd_cents, status FROM topups WHERE topup_id = ?",
  );
  // Code cannot read a result inside a D1 batch, so the credits come first, while the topup is
  // still pending.
  const add =
    db.prepare(`INSERT INTO balances (user_id, credits) SELECT user_id, credits FROM topups WHERE topup_id = ? AND status = 'pending'
    ON CONFLICT (user_id) DO UPDATE SET credits = credits + excluded.credits`);
  const pay = db.prepare(
    "UPDATE topups SET status = 'paid', note = ? WHERE topup_id = ? AND status = 'pending'",
  );
  return {
    readTopup: async (topup_id: string) => await read.bind(topup_id).first<Topup>(),
    async finishTopup(topup_id: string, extra: FinishExtra) {
      // One batch is one transaction: either both statements find the topup pending, or neither
      // does and nothing changes.
      await db.batch([add.bind(topup_id), pay.bind(`${extra.note} ${extra.ref}`, topup_id)]);
    },
  };
}
