// The topups and balances of a shop, in a file that node:sqlite opens. A real shop has them
// already.
import { DatabaseSync } from "node:sqlite";
import { createBooks, type SqliteBooks } from "./sqlite-books.ts";

export interface Ledger extends SqliteBooks {
  db: DatabaseSync;
}

/** Opens the shop's database and creates its two tables. */
export function openLedger(path: string): Ledger {
  const db = new DatabaseSync(path);
  return { db, ...createBooks(db) };
}
