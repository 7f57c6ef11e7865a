import type { TransactionalSqlDriver } from "../sql/driver.ts";
import { execute, runAll, type Connection } from "./connection.ts";
import type { DriverOptions } from "./driver.ts";
import { retryWhileBusy, unavailable } from "./errors.ts";
import type { Groups } from "./group-commit.ts";
import { createKeptConnection, discard, type KeptConnection } from "./kept-connection.ts";
import type { Source } from "./source.ts";
import { withTransactionHandle } from "./transaction-handle.ts";
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

/** The transactions of the host, and the connection that they share. */
export interface Transactions {
  /** Runs `body` in a transaction, as `TransactionalSqlDriver` describes. */
  run: TransactionalSqlDriver<object>["transaction"];
  /** Closes the connection. The next transaction opens another one. */
  close(): void;
}

/**
 * Creates the transactions of the host. Only one runs at a time, on a connection of their own, so
 * that no statement of another request runs in it. The connection is kept for the next transaction
 * if this one was committed. After any error it is closed, since the host may have changed it.
 */
export function createTransactions(
  source: Source,
  options: DriverOptions,
  lock: WriteLock,
  groups: Groups,
): Transactions {
  const limits = { ...options, ...source };
  const kept = createKeptConnection(async () => {
    const database = await source.open();
    // Foreign keys are on in node:sqlite and off in bun:sqlite, so they are turned on for both.
    database.exec("PRAGMA foreign_keys = ON");
    return database;
  });
  /**
   * Runs one of our own steps. Converts its errors to `storage_unavailable`, but not those of the
   * host.
   */
  function step<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw unavailable(error, source.unusable);
    }
  }
  return {
    async run(body) {
      const begun = await retryWhileBusy(
        limits,
        async (give_up_at) => await begin(kept, { source, lock, groups, give_up_at }),
      );
      const { connection, release } = begun;
      const { database } = connection;
      let committed = false;
      try {
        const result = await body(
          async (statements) => step(() => runAll(connection, statements, options)),
          async (work) => await withTransactionHandle(database.original, work),
        );
        step(() => {
          source.checkFile();
          execute(connection, "COMMIT");
        });
        committed = true;
        return result;
      } finally {
        try {
          if (committed) kept.putBack(connection);
          else discard(database);
        } finally {
          release();
        }
      }
    },
    close: () => kept.close(),
  };
}

interface Begun {
  connection: Connection;
  /** Releases the write lock of this process. */
  release(): void;
}

/**
 * Waits for the write lock of this process, and for batches that have waited for long. Then takes
 * the connection, begins a transaction and takes the lock.
 */
async function begin(
  kept: KeptConnection,
  {
    source,
    lock,
    groups,
    give_up_at,
  }: { source: Source; lock: WriteLock; groups: Groups; give_up_at: number },
): Promise<Begun> {
  let connection: Connection | null = null;
  do {
    while (lock.isHeld()) await lock.released(give_up_at);
    // Only one group is committed first, so that a continuous series of batches cannot delay this
    // transaction endlessly. If another transaction has begun since, wait for it too.
    await groups.overdue();
    await kept.open();
    connection = lock.isHeld() ? null : kept.take();
  } while (connection === null);
  try {
    source.checkFile();
    execute(connection, "BEGIN IMMEDIATE");
  } catch (error) {
    discard(connection.database);
    throw error;
  }
  return { connection, release: lock.acquire() };
}
