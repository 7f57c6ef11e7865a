import type { CallHost, SqlDriver, TransactionalSqlDriver } from "../sql/driver.ts";
import { connectionTo, execute, runAll, type Connection } from "./connection.ts";
import type { OpenDatabase } from "./database.ts";
import type { DriverOptions } from "./driver.ts";
import { retryWhileBusy, unavailable } from "./errors.ts";
import type { Groups } from "./group-commit.ts";
import type { Source } from "./source.ts";
import { createTransactionHandle, type TransactionHandle } from "./transaction-handle.ts";
import type { WriteLock } from "./write-lock.ts";

/** The default type of `extra.tx`: what node:sqlite and bun:sqlite have in common. */
export interface SqliteTransaction {
  prepare(text: string): {
    run(...values: (string | number | null)[]): unknown;
    get(...values: (string | number | null)[]): unknown;
    all(...values: (string | number | null)[]): unknown[];
  };
  exec(text: string): unknown;
}

/** The transactions of the host, and the connection that is kept between them. */
export interface Transactions {
  /** Runs `body` in a transaction, as `TransactionalSqlDriver` describes. */
  run: TransactionalSqlDriver<object>["transaction"];
  /** Closes the kept connection. One that is in use is closed when its transaction has ended. */
  close(): void;
}

/**
 * Creates the transactions of the host. They run one at a time and have a connection of their own,
 * so that no statement of another request runs inside a transaction. The connection is kept for the
 * next transaction, because opening a connection and compiling its statements takes about as long
 * as the rest of a credit. The connection is closed instead if the transaction was not committed,
 * if the host may have left something on the connection, or if the storage was closed meanwhile.
 */
export function createTransactions(
  source: Source,
  options: DriverOptions,
  lock: WriteLock,
  groups: Groups,
): Transactions {
  const kept: Kept = { connection: null, closings: 0 };
  return {
    async run(body) {
      const { closings } = kept;
      const lease: { release?: () => void } = {};
      try {
        const connection = await retryWhileBusy({ ...options, ...source }, async (give_up_at) => {
          lease.release ??= await acquire(lock, groups, give_up_at);
          return await begin(kept, source);
        });
        let is_reusable = false;
        try {
          const handle = createTransactionHandle(connection.database.original);
          const result = await commit({ connection, handle, body, source, options });
          is_reusable = handle.isUnchanged() && kept.closings === closings;
          return result;
        } finally {
          if (is_reusable) kept.connection = connection;
          else discard(connection.database);
        }
      } finally {
        lease.release?.();
      }
    },
    close() {
      const { connection } = kept;
      kept.connection = null;
      kept.closings += 1;
      if (connection !== null) discard(connection.database);
    },
  };
}

/** The connection that waits for the next transaction, and how many times `close` was called. */
interface Kept {
  connection: Connection | null;
  closings: number;
}

/**
 * Begins a transaction on the kept connection, or on a new one. Closes the connection if that
 * fails.
 */
async function begin(kept: Kept, source: Source): Promise<Connection> {
  const connection = kept.connection ?? connectionTo(await source.open());
  kept.connection = null;
  try {
    source.checkFile();
    // Foreign keys are on in node:sqlite and off in bun:sqlite, so they are turned on for both.
    execute(connection, "PRAGMA foreign_keys = ON");
    execute(connection, "BEGIN IMMEDIATE");
    return connection;
  } catch (error) {
    discard(connection.database);
    throw error;
  }
}

/** A transaction that has begun, and the work to run in it. */
interface Begun<T> {
  connection: Connection;
  handle: TransactionHandle;
  body(run: SqlDriver["batch"], callHost: CallHost<object>): Promise<T>;
  source: Source;
  options: DriverOptions;
}

/** Runs `body` in the transaction that has begun, and commits it. */
async function commit<T>({ connection, handle, body, source, options }: Begun<T>): Promise<T> {
  /**
   * Runs one of our own steps. Converts its errors to `storage_unavailable`, but not those of the
   * host.
   */
  const step = <Result>(act: () => Result): Result => {
    try {
      return act();
    } catch (error) {
      throw unavailable(error, source.unusable);
    }
  };
  const result = await body(
    async (statements) => step(() => runAll(connection, statements, options)),
    async (work) => {
      try {
        await work(handle.tx);
      } finally {
        handle.expire();
      }
    },
  );
  step(() => {
    source.checkFile();
    execute(connection, "COMMIT");
  });
  return result;
}

/**
 * Waits for the write lock of the storage. If a batch is overdue, also waits for the next group of
 * batches. Then takes the lock and returns the function that releases the lock.
 */
async function acquire(lock: WriteLock, groups: Groups, give_up_at: number): Promise<() => void> {
  do {
    while (lock.isHeld()) await lock.released(give_up_at);
    // Wait only for the next group. If the later groups were awaited too, a steady flow of batches
    // could delay this transaction for ever. If another transaction has begun meanwhile, start
    // again.
    await groups.overdue();
  } while (lock.isHeld());
  return lock.acquire();
}

/**
 * Rolls back what was not committed, forbids writes, and closes the connection. Writes are
 * forbidden because Bun keeps a closed database open while the host still holds statements of that
 * database.
 */
function discard(database: OpenDatabase): void {
  try {
    if (database.inTransaction()) database.exec("ROLLBACK");
    database.exec("PRAGMA query_only = ON");
  } finally {
    database.close();
  }
}
