/**
 * SQLite in one file. It is the embedded default: nothing has to be compiled or started.
 *
 * ```ts
 * import { sqliteStorage } from "@x/payment-server/storage/sqlite";
 * const storage = sqliteStorage("payments.sqlite"); // or an open database of yours
 * ```
 *
 * A path is opened with node:sqlite in Node and Deno, and with bun:sqlite in Bun. The database runs
 * with WAL and by default with `synchronous=FULL`, so that a webhook that was answered with 2xx
 * survives a power cut. The file and the tables are created at the first use. Writing calls that
 * wait at the same time are committed together. Each call checks that the file at the path is still
 * the one that is open. Many processes on one machine may share the file. Processes on several
 * machines may not: use PostgreSQL there.
 *
 * An open database (`DatabaseSync` of node:sqlite, `Database` of bun:sqlite or of better-sqlite3)
 * stays yours: `close()` leaves it open, and its pragmas do not change. `check()` warns of pragmas
 * that could lose money. Our statements never run inside a transaction of yours. They wait until it
 * ends, and throw `storage_unavailable` if that takes too long.
 *
 * Transactional mode needs a path, because its transactions have a connection of their own. Your
 * tables must be in the same file. A transaction handle stops working when `finishTopup()` returns,
 * throws or times out. The connection is kept for the next credit if the transaction was committed
 * and only plain statements were run on it.
 */
import type { Storage, TransactionalStorage } from "../core/storage.ts";
import { assertKnownOptions, type KnownOptions } from "../known-options.ts";
import { printMigrations } from "./sql/migration-sql.ts";
import { sqliteDialect } from "./sql/sqlite-dialect.ts";
import type { TransactionalSqlDriver } from "./sql/driver.ts";
import { createSqlStorage } from "./sql/storage.ts";
import { createTransactionalSqlStorage } from "./sql/transactional-storage.ts";
import { isInMemory, isMemoryAddress } from "./sqlite/database.ts";
import { createDriver } from "./sqlite/driver.ts";
import { SQLITE_WARNINGS } from "./sqlite/durability-warnings.ts";
import { endsTransaction } from "./sqlite/errors.ts";
import type { SqliteDatabase } from "./sqlite/libraries.ts";
import { fileSource, openDatabaseSource } from "./sqlite/source.ts";
import type { SqliteTransaction, Transactions } from "./sqlite/transaction.ts";
import { createWriteLock } from "./sqlite/write-lock.ts";

export type { SqliteDatabase } from "./sqlite/libraries.ts";
export type { SqliteTransaction } from "./sqlite/transaction.ts";

/** The options of `sqliteStorage`. */
export interface SqliteOptions {
  /**
   * The prefix of every table name. It has at most 41 characters: letters, digits and `_`. It
   * cannot begin with a digit or with `sqlite_`. Default `topup_`.
   */
  table_prefix?: string;
  /**
   * The pragma `synchronous` of a file that is opened by its path. `NORMAL` is faster, but a power
   * cut may lose the last commits, among them credits that are marked as done. Default `FULL`.
   */
  synchronous?: "FULL" | "NORMAL";
  /**
   * How long a call waits, in milliseconds, while another process or connection has locked the
   * file, or while a transaction of yours is open. Default 3,000.
   */
  busy_ms?: number;
  /** Replaces the database's clock, for simulations only. It returns Unix milliseconds. */
  clock?: () => number;
}

const OPTIONS: KnownOptions<SqliteOptions> = {
  table_prefix: true,
  synchronous: true,
  busy_ms: true,
  clock: true,
};

/**
 * Creates the storage in the SQLite file at a path, or in an open database. Throws `configuration`
 * if the argument, the prefix or `synchronous` is not valid, if an option is unknown, or if
 * `synchronous` is given with an open database. If the path is missing or empty, does not throw, so
 * that an application can be built without its variables. If the file cannot be opened, does not
 * throw either. In both cases, the calls of the storage fail.
 *
 * With the path of a file, the host's work can run in transactions, on a connection of their own.
 * Pass the type of your library's database for `tx`, such as `sqliteStorage<DatabaseSync>(path)`.
 * An open database offers no such transactions, because other statements of the host would run
 * inside them.
 */
export function sqliteStorage<Tx extends object = SqliteTransaction>(
  path: string | undefined,
  options?: SqliteOptions,
): TransactionalStorage<Tx>;
export function sqliteStorage(database: SqliteDatabase, options?: SqliteOptions): Storage;
export function sqliteStorage(
  database: string | SqliteDatabase | undefined,
  options: SqliteOptions = {},
): Storage | TransactionalStorage<object> {
  assertKnownOptions("sqliteStorage", options, OPTIONS);
  const dialect = { ...sqliteDialect(options), warnings: SQLITE_WARNINGS };
  if (typeof database !== "string" && database !== undefined) {
    const source = openDatabaseSource(database, options.synchronous);
    return {
      ...createSqlStorage(createDriver(source, options), dialect),
      durable: !isInMemory(database),
    };
  }
  const source = fileSource(database, options.synchronous);
  const durable = !isMemoryAddress(database ?? "");
  // If a database in memory has no shared cache, it offers no transactions to the host. The
  // transactions would need a second connection, which would open another, empty database.
  if (!durable && !database?.includes("cache=shared"))
    return { ...createSqlStorage(createDriver(source, options), dialect), durable };
  const lock = createWriteLock();
  const { groups, ...grouping } = createDriver(source, options, lock);
  // The code of the transactions is loaded at the first credit in transactional mode, because a
  // server without that mode does not need it.
  let loading: Promise<Transactions> | null = null;
  const driver: TransactionalSqlDriver<object> = {
    ...grouping,
    async transaction(body) {
      loading ??= import("./sqlite/transaction.ts")
        .then(({ createTransactions }) => createTransactions(source, options, lock, groups))
        .catch((error: unknown) => {
          // Forget the failure, so that the next credit tries to load the file again.
          loading = null;
          throw error;
        });
      return await (await loading).run(body);
    },
    endsTransaction,
    async close() {
      try {
        (await loading)?.close();
      } finally {
        await grouping.close();
      }
    },
  };
  return {
    ...createTransactionalSqlStorage(driver, dialect),
    durable,
  };
}

/**
 * Returns SQL statements for your own migration tool, to be run one by one. Without `from` they
 * create the tables and may be run again. With `from` they upgrade tables of that version and may
 * be run only once. Throws `configuration` if the prefix or the version is not valid.
 */
export function sqliteMigrations({
  from,
  ...options
}: Pick<SqliteOptions, "table_prefix"> & { from?: number } = {}): string[] {
  return printMigrations(sqliteDialect(options), from);
}
