// The topups and balances of a shop, in D1. A real shop has them already.
import type { D1Database } from "@cloudflare/workers-types";
import type { Books } from "@x/example-shared/routes";

export function createBooks(db: D1Database): Books {
  const insert = db.prepare("INSERT INTO topups VALUES (?, ?, ?, ?, 'pending', NULL)");
  const balance = db.prepare("SELECT credits FROM balances WHERE user_id = ?");
  return {
    async createTopup(user_id, credits, usd_cents) {
      const topup_id = `tu_${crypto.randomUUID()}`;
      await insert.bind(topup_id, user_id, credits, usd_cents).run();
      return topup_id;
    },
    balanceOf: async (user_id) => (await balance.bind(user_id).first<number>("credits")) ?? 0,
  };
}
