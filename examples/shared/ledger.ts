// What a shop has anyway, in a file of node:sqlite: its topups and its balances.
import { DatabaseSync } from "node:sqlite";
import { createBooks, type SqliteBooks } from "./sqlite-books.ts";

export interface Ledger extends SqliteBooks {
  db: DatabaseSync;
}

/** Opens the shop's database and makes its two tables. */
export function openLedger(path: string): Ledger {
  const db = new DatabaseSync(path);
  return { db, ...createBooks(db) };
}
