import type { Pool } from "pg";
import type { FinishExtra, Topup } from "@x/payment-server";

const READ = "SELECT topup_id, user_id, credits, usd_cents, status FROM topups WHERE topup_id = $1";
// One statement is one transaction. `paid` has a row only if the topup was pending, so a second
// call changes nothing.
const FINISH = `
  WITH paid AS (UPDATE topups SET status = 'paid', note = $2 WHERE topup_id = $1 AND status = 'pending' RETURNING user_id, credits)
  INSERT INTO balances (user_id, credits) SELECT user_id, credits FROM paid
  ON CONFLICT (user_id) DO UPDATE SET credits = balances.credits + excluded.credits`;

export function createHost(db: Pick<Pool, "query">) {
  return {
    async readTopup(topup_id: string) {
      const { rows } = await db.query<Topup>(READ, [topup_id]);
      return rows[0] ?? null;
    },
    async finishTopup(topup_id: string, extra: FinishExtra) {
      await db.query(FINISH, [topup_id, `${extra.note} ${extra.ref}`]);
    },
  };
}
