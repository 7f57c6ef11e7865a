// What a shop has anyway: its topups and its balances.
import { DatabaseSync } from "node:sqlite";

export interface Ledger {
  db: DatabaseSync;
  createTopup(user_id: string, credits: number, usd_cents: number): string;
  balanceOf(user_id: string): number;
}

/** Opens the shop's database and makes its two tables. */
export function openLedger(path: string): Ledger {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 2000;
    CREATE TABLE IF NOT EXISTS topups (topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL,
      credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL, status TEXT NOT NULL, note TEXT);
    CREATE TABLE IF NOT EXISTS balances (user_id TEXT PRIMARY KEY, credits INTEGER NOT NULL)`);
  const insert = db.prepare("INSERT INTO topups VALUES (?, ?, ?, ?, 'pending', NULL)");
  const balance = db.prepare("SELECT credits FROM balances WHERE user_id = ?");
  return {
    db,
    createTopup(user_id, credits, usd_cents) {
      const topup_id = `tu_${crypto.randomUUID()}`;
      insert.run(topup_id, user_id, credits, usd_cents);
      return topup_id;
    },
    balanceOf: (user_id) => Number(balance.get(user_id)?.["credits"] ?? 0),
  };
}
