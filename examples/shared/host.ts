// The host's half, as small as it can be and still be right: a topup table, a balance, and a guarded finishTopup.
import { DatabaseSync } from "node:sqlite";
import type { FinishExtra, Topup } from "@x/payment-server";

export function createHost(path: string) {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 2000;
    CREATE TABLE IF NOT EXISTS topups (topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL,
      credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL, status TEXT NOT NULL, note TEXT);
    CREATE TABLE IF NOT EXISTS balances (user_id TEXT PRIMARY KEY, credits INTEGER NOT NULL)`);
  const insert = db.prepare("INSERT INTO topups VALUES (?, ?, ?, ?, 'pending', NULL)");
  const read = db.prepare("SELECT topup_id, user_id, credits, usd_cents, status FROM topups WHERE topup_id = ?");
  const pay = db.prepare("UPDATE topups SET status = 'paid', note = ? WHERE topup_id = ? AND status = 'pending' RETURNING user_id, credits");
  const add = db.prepare("INSERT INTO balances VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET credits = credits + excluded.credits");
  const balance = db.prepare("SELECT credits FROM balances WHERE user_id = ?");
  return {
    readTopup: (topup_id: string): Topup | null => (read.get(topup_id) as unknown as Topup | undefined) ?? null,
    finishTopup(topup_id: string, extra: FinishExtra): void {
      db.exec("BEGIN IMMEDIATE");
      try {
        const paid = pay.get(`${extra.note} ${extra.ref}`, topup_id);
        if (paid !== undefined) add.run(paid["user_id"] ?? null, paid["credits"] ?? null);
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    createTopup(user_id: string, credits: number, usd_cents: number): string {
      const topup_id = `tu_${crypto.randomUUID()}`;
      insert.run(topup_id, user_id, credits, usd_cents);
      return topup_id;
    },
    balanceOf: (user_id: string): number => Number(balance.get(user_id)?.["credits"] ?? 0),
    close: (): void => db.close(),
  };
}

export type Host = ReturnType<typeof createHost>;
