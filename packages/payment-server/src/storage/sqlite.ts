/**
 * SQLite in one file. It is the embedded default: nothing has to be compiled or started.
 *
 * ```ts
 * import { sqliteStorage } from "@x/payment-server/storage/sqlite";
 * const storage = sqliteStorage("payments.sqlite"); // or an open database of yours
 * ```
 *
 * A path is opened with node:sqlite in Node and Deno, and with bun:sqlite in Bun. It runs with WAL
 * and `synchronous=FULL`, so that what was answered with 2xx survives a power cut. Tables are made
 * at the first use. Many processes on one machine may share the file. Many machines may not: use
 * PostgreSQL there.
 *
 * An open database (`DatabaseSync` of node:sqlite, `Database` of bun:sqlite or of better-sqlite3)
 * stays yours: `close()` leaves it open and its pragmas stay as they are, and `check()` names those
 * that could lose money. Our statements never run inside a transaction of yours. They wait for its
 * end, and throw `storage_unavailable` if it does not end in time.
 *
 * Transactional mode needs a path, with your tables in the same file: each transaction has a
 * connection of its own.
 */
import type { Storage, TransactionalStorage } from "../core/storage.ts";
import { printMigrations } from "./sql/migration-sql.ts";
import { sqliteDialect } from "./sql/sqlite-dialect.ts";
import { createSqlStorage } from "./sql/storage.ts";
import { createTransactionalSqlStorage } from "./sql/transactional-storage.ts";
import { isInMemory, isMemoryAddress } from "./sqlite/database.ts";
import { createDriver } from "./sqlite/driver.ts";
import { SQLITE_WARNINGS } from "./sqlite/durability-warnings.ts";
import { endsTransaction } from "./sqlite/errors.ts";
import type { SqliteDatabase } from "./sqlite/libraries.ts";
import { fileSource, openDatabaseSource } from "./sqlite/source.ts";
import { createTransactions, type SqliteTransaction } from "./sqlite/transaction.ts";
import { createWriteLock } from "./sqlite/write-lock.ts";

export type { SqliteDatabase } from "./sqlite/libraries.ts";
export type { SqliteTransaction } from "./sqlite/transaction.ts";

/** The options of `sqliteStorage`. */
export interface SqliteOptions {
  /** Stands before every table name: letters, digits and `_`. Default `topup_`. */
  table_prefix?: string;
  /**
   * For a path only. `NORMAL` is faster, and may lose the last commits on a power cut, among them
   * credits that are marked as done. Default `FULL`.
   */
  synchronous?: "FULL" | "NORMAL";
  /**
   * How long a call waits for another process that has locked the file, or for a transaction of
   * yours, in milliseconds. Default 3,000.
   */
  busy_ms?: number;
  /** Replaces the database's clock, for simulations only. It returns Unix milliseconds. */
  clock?: () => number;
}

/**
 * Creates the storage in the SQLite file at a path, or in an open database. Throws `configuration`
 * if the argument or an option cannot be used. A file that cannot be opened does not throw here: it
 * fails each call until it can be.
 *
 * A path has transactions for the host, each on a connection of its own: name the type of your
 * library for `tx`, such as `sqliteStorage<DatabaseSync>(path)`. An open database has none, since
 * the host's other statements on it would run inside them.
 */
export function sqliteStorage<Tx extends object = SqliteTransaction>(
  path: string,
  options?: SqliteOptions,
): TransactionalStorage<Tx>;
export function sqliteStorage(database: SqliteDatabase, options?: SqliteOptions): Storage;
export function sqliteStorage(
  database: string | SqliteDatabase,
  options: SqliteOptions = {},
): Storage | TransactionalStorage<object> {
  const dialect = { ...sqliteDialect(options), warnings: SQLITE_WARNINGS };
  if (typeof database !== "string") {
    const source = openDatabaseSource(database, options.synchronous);
    return {
      ...createSqlStorage(createDriver(source, options), dialect),
      durable: !isInMemory(database),
    };
  }
  const source = fileSource(database, options.synchronous);
  // A second connection to a database in memory would be a second, empty database. So this storage
  // has no transactions, and is refused where they are needed.
  if (database === ":memory:")
    return { ...createSqlStorage(createDriver(source, options), dialect), durable: false };
  const lock = createWriteLock();
  const driver = {
    ...createDriver(source, options, lock),
    transaction: createTransactions(source, options, lock),
    endsTransaction,
  };
  return {
    ...createTransactionalSqlStorage(driver, dialect),
    durable: !isMemoryAddress(database),
  };
}

/**
 * Returns the SQL statements for a migration of your own, to be run one by one. Without `from` they
 * make the tables and may be repeated; with `from` they add what is new since that version, once.
 * Throws `configuration` if the prefix or the version cannot be used.
 */
export function sqliteMigrations({
  from,
  ...options
}: Pick<SqliteOptions, "table_prefix"> & { from?: number } = {}): string[] {
  return printMigrations(sqliteDialect(options), from);
}
