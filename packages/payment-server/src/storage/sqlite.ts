/**
 * SQLite in one file, the embedded default: nothing to compile, nothing to start.
 *
 * ```ts
 * import { sqliteStorage } from "@x/payment-server/storage/sqlite";
 * const storage = sqliteStorage("payments.sqlite"); // or an open database of yours
 * ```
 *
 * node:sqlite in Node and Deno, bun:sqlite in Bun. WAL and `synchronous=FULL`, so that what was answered 2xx survives a
 * power cut. Tables are made at the first use. Many processes on one machine may share the file; many machines may not:
 * use PostgreSQL there.
 *
 * An open database (`DatabaseSync` of node:sqlite, `Database` of bun:sqlite or of better-sqlite3) stays yours: `close()`
 * leaves it open and its pragmas stay as they are; `check()` names those that could lose money. Our statements never run
 * inside a transaction of yours: they wait for its end, and answer `storage_unavailable` if it does not come.
 *
 * Transactional mode is for a path, with your tables in the same file: each transaction has a connection of its own.
 */
import type { Storage, TransactionalStorage } from "../core/storage.ts";
import { PaymentError } from "../errors.ts";
import { printMigrations } from "./sql/migrate.ts";
import type { SqlDriver, SqlRow, Statement } from "./sql/driver.ts";
import { sqliteDialect } from "./sql/sqlite-dialect.ts";
import { createSqlStorage, createTransactionalSqlStorage } from "./sql/storage.ts";
import { runAll, say, type Connection, type Source } from "./sqlite/connection.ts";
import { SQLITE_WARNINGS } from "./sqlite/durability-warnings.ts";
import {
  handleOf,
  isInMemory,
  isMemoryAddress,
  openFile,
  type SqliteDatabase,
} from "./sqlite/database.ts";
import { createTransactions, type SqliteTransaction } from "./sqlite/transaction.ts";
import { HostTransaction, isReadOnly, patiently, rolledBack } from "./sqlite/errors.ts";
import { createTurn, type Turn } from "./sqlite/write-queue.ts";

export type { SqliteDatabase } from "./sqlite/database.ts";
export type { SqliteTransaction } from "./sqlite/transaction.ts";

export interface SqliteOptions {
  /** Put before every table name; letters, digits and `_`. Default `topup_`. */
  table_prefix?: string;
  /** Of a file: `NORMAL` is faster and may lose the last commits on a power cut, credits noted as done among them. Default `FULL`. */
  synchronous?: "FULL" | "NORMAL";
  /** How long a call waits for another process that has locked the file, or for a transaction of yours, in milliseconds. Default 3,000. */
  busy_ms?: number;
  /** Replaces the database's clock, for simulations only. Unix milliseconds. */
  clock?: () => number;
}

/**
 * Storage in the SQLite file at a path, or in an open database. Throws `configuration` if what was given cannot be used;
 * a file that cannot be used fails the calls, not this. A path has transactions for the host, each on a connection of its
 * own: name the library's type for `tx`, such as `sqliteStorage<DatabaseSync>(path)`. An open database has none, since the
 * host's other statements on it would run inside them.
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
  // A second connection to a database in memory is another database: it has no transactions and is refused where they are needed.
  if (database === ":memory:")
    return {
      ...createSqlStorage(createDriver(fileSource(database, options), options), dialect),
      durable: false,
    };
  if (typeof database === "string") {
    const [source, turn] = [fileSource(database, options), createTurn()];
    const driver = {
      ...createDriver(source, options, turn),
      transaction: createTransactions(source, options, turn),
      rolledBack,
    };
    return {
      ...createTransactionalSqlStorage(driver, dialect),
      durable: !isMemoryAddress(database),
    };
  }
  return {
    ...createSqlStorage(createDriver(givenSource(database, options), options), dialect),
    durable: !isInMemory(database),
  };
}

/** What a migration of your own has to run, one by one: the tables, as often as it likes; with `from`, what was added since that version, once. A function, since a migration has no storage. Throws `configuration` if the prefix cannot be used. */
export function sqliteMigrations({
  from,
  ...options
}: Pick<SqliteOptions, "table_prefix"> & { from?: number } = {}): string[] {
  return printMigrations(sqliteDialect(options), from);
}

function fileSource(path: string, { synchronous = "FULL" }: SqliteOptions): Source {
  // SQLite takes "" for a database of its own that is gone with the process.
  if (path === "")
    throw new PaymentError(
      "configuration",
      "`sqliteStorage` needs the path of a file, such as `payments.sqlite`.",
    );
  return {
    async open() {
      const handle = await openFile(path);
      try {
        // Waiting inside SQLite would stop the whole process: it waits a moment there, and longer between turns.
        handle.exec(
          `PRAGMA busy_timeout = 50; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`,
        );
      } catch (error) {
        handle.close();
        throw error;
      }
      return handle;
    },
    unusable:
      "The SQLite file cannot be used: check that its folder exists, that it is a SQLite database and not a folder, that the process may write there, and that the disk is not full.",
  };
}

function givenSource(database: SqliteDatabase, { synchronous }: SqliteOptions): Source {
  const handle = handleOf(database);
  if (synchronous !== undefined)
    throw new PaymentError(
      "configuration",
      "`synchronous` is for a path: an open database keeps its own pragmas; run `PRAGMA synchronous` on it yourself.",
    );
  return {
    open: async () => handle,
    unusable:
      "The SQLite database that was given cannot be used: check that it is open, that it may be written, and that the disk is not full.",
  };
}

function createDriver(
  source: Source,
  options: SqliteOptions,
  turn: Turn = createTurn(),
): SqlDriver {
  let connection: Promise<Connection> | null = null;

  /** At the first use, so that a file that cannot be opened answers 503 and is tried again. */
  async function connect(): Promise<Connection> {
    const opening = (connection ??= source
      .open()
      .then((handle) => ({ handle, prepared: new Map() })));
    try {
      return await opening;
    } catch (error) {
      if (connection === opening) connection = null;
      throw error;
    }
  }

  /** Synchronous from the first look to COMMIT: nothing else of this process can come between. */
  function transact(to: Connection, statements: readonly Statement[]): SqlRow[] {
    // What ran in the host's transaction would be gone with it after it was answered.
    if (to.handle.inTransaction()) throw new HostTransaction();
    if (statements.length === 1) return runAll(to, statements, options);
    try {
      say(to, isReading(statements) ? "BEGIN" : "BEGIN IMMEDIATE");
      const rows = runAll(to, statements, options);
      say(to, "COMMIT");
      return rows;
    } catch (error) {
      if (to.handle.inTransaction()) to.handle.exec("ROLLBACK");
      throw error;
    }
  }

  async function letGo(): Promise<void> {
    const closing = connection;
    connection = null;
    (await closing?.catch(() => null))?.handle.close();
  }

  return {
    batch: async (statements) =>
      await patiently({ ...options, ...source }, async (give_up_at) => {
        const to = await connect();
        while (turn.taken() && !isReading(statements)) await turn.ended(give_up_at);
        try {
          return transact(to, statements);
        } catch (error) {
          // A connection that was opened for reading only stays so, whatever is mended: the next call opens another.
          if (isReadOnly(error)) await letGo();
          throw error;
        }
      }),
    close: letGo,
  };
}

function isReading(statements: readonly Statement[]): boolean {
  return statements.every(({ reads }) => reads);
}
