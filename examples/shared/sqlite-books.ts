// The two tables of a shop in a SQLite file, whatever library has it open.

/** As much of an open database as is used: node:sqlite and bun:sqlite both have it. */
export interface OpenDatabase {
  exec(text: string): unknown;
  prepare(text: string): {
    run(...values: (string | number)[]): unknown;
    get(...values: string[]): unknown;
  };
}

/** Answers at once: SQLite does. */
export interface SqliteBooks {
  createTopup(user_id: string, credits: number, usd_cents: number): string;
  balanceOf(user_id: string): number;
}

/** Makes the tables where they are missing; what a shop has anyway, its topups and its balances. */
export function createBooks(db: OpenDatabase): SqliteBooks {
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 2000;
    CREATE TABLE IF NOT EXISTS topups (topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL,
      credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL, status TEXT NOT NULL, note TEXT);
    CREATE TABLE IF NOT EXISTS balances (user_id TEXT PRIMARY KEY, credits INTEGER NOT NULL)`);
  const insert = db.prepare("INSERT INTO topups VALUES (?, ?, ?, ?, 'pending', NULL)");
  const balance = db.prepare("SELECT credits FROM balances WHERE user_id = ?");
  return {
    createTopup(user_id, credits, usd_cents) {
      const topup_id = `tu_${crypto.randomUUID()}`;
      insert.run(topup_id, user_id, credits, usd_cents);
      return topup_id;
    },
    balanceOf: (user_id) => Number(Reflect.get(Object(balance.get(user_id)), "credits") ?? 0),
  };
}
