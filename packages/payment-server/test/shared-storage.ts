/**
 * Opens a storage that several processes share: `where` is the path of a SQLite file, or a
 * PostgreSQL URL followed by `#` and the schema.
 */
import type { Storage } from "../src/index.ts";
import { postgresStorage } from "../src/storage/postgres.ts";
import { sqliteStorage } from "../src/storage/sqlite.ts";

export function openShared(where: string, clock: () => number = Date.now): Storage {
  const [url = "", schema = ""] = where.split("#");
  return url.startsWith("postgres:")
    ? postgresStorage(url, { schema, clock, busy_ms: 15_000, max_connections: 5 })
    : sqliteStorage(where, { clock, busy_ms: 15_000, synchronous: "NORMAL" });
}
