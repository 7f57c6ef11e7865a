/** A SQLite database that a host has open, and a storage in it. */
import { DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";
import type { Storage } from "../src/core/storage.ts";
import { sqliteStorage } from "../src/storage/sqlite.ts";
import { makeFolder } from "./folder.ts";

/** Opens a database in a folder of its own. Both are removed at the end of the block. */
export function openSqlite(
  options: DatabaseSyncOptions = {},
  busy_ms = 200,
): { database: DatabaseSync; storage: Storage; [Symbol.dispose](): void } {
  const folder = makeFolder();
  const database = new DatabaseSync(folder.file, options);
  return {
    database,
    storage: sqliteStorage(database, { busy_ms }),
    [Symbol.dispose]() {
      if (database.isOpen) database.close();
      folder[Symbol.dispose]();
    },
  };
}
