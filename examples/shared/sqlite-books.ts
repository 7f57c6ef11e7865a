// The two tables of a shop in a SQLite file, for any SQLite library.

/** The methods of an open database that are used; node:sqlite and bun:sqlite both have them. */
export interface OpenDatabase {
  exec(text: string): unknown;
  prepare(text: string): {
    run(...values: (string | number)[]): unknown;
    get(...values: string[]): unknown;
  };
}

/** The shop's topups and balances. The functions are synchronous, as SQLite is. */
export interface SqliteBooks {
  createTopup(user_id: string, credits: number, usd_cents: number): string;
  balanceOf(user_id: string): number;
}

/** Creates the tables of topups and balances if they are missing. A real shop has them already. */
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
