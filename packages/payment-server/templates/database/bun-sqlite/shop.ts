// The database of the shop: one SQLite file, which the payments share. It is opened at the first
// use, because a build may load this module too.
import { Database } from "bun:sqlite";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { createHost } from "./host.ts";

const FILE = process.env["SHOP_DATABASE"] ?? "shop.sqlite";

let db: Database | undefined;
let opened: ReturnType<typeof createHost> | undefined;

function open(): Database {
  if (db !== undefined) return db;
  db = new Database(FILE);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS topups (topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL,
      credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL, status TEXT NOT NULL, note TEXT);
    CREATE TABLE IF NOT EXISTS balances (user_id TEXT PRIMARY KEY, credits BIGINT NOT NULL)`);
  return db;
}

const openHost = (): ReturnType<typeof createHost> => (opened ??= createHost(open()));

export const storage = sqliteStorage(FILE);
export const host: ReturnType<typeof createHost> = {
  readTopup: (topup_id) => openHost().readTopup(topup_id),
  finishTopup: (topup_id, extra) => openHost().finishTopup(topup_id, extra),
};

/** A topup that nobody has paid yet. */
export interface NewTopup {
  topup_id: string;
  user_id: string;
  credits: number;
  usd_cents: number;
}

export function insertTopup({ topup_id, user_id, credits, usd_cents }: NewTopup): void {
  const insert = open().prepare("INSERT INTO topups VALUES (?, ?, ?, ?, 'pending', NULL)");
  insert.run(topup_id, user_id, credits, usd_cents);
}

export function balanceOf(user_id: string): number {
  const balance = open()
    .query<{ credits: number }, [string]>("SELECT credits FROM balances WHERE user_id = ?")
    .get(user_id);
  return balance?.credits ?? 0;
}

export const close = (): void => db?.close();
