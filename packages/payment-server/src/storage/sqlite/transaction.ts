import type { TransactionalSqlDriver } from "../sql/driver.ts";
import { connectionTo, execute, runAll, type Connection } from "./connection.ts";
import type { OpenDatabase } from "./database.ts";
import type { DriverOptions } from "./driver.ts";
import { retryWhileBusy, unavailable } from "./errors.ts";
import type { Groups } from "./group-commit.ts";
import type { Source } from "./source.ts";
import type { WriteLock } from "./write-lock.ts";

/**
 * The type of `extra.tx` if the host passes no other: what node:sqlite and bun:sqlite have in
 * common.
 */
export interface SqliteTransaction {
  prepare(text: string): {
    run(...values: (string | number | null)[]): unknown;
    get(...values: (string | number | null)[]): unknown;
    all(...values: (string | number | null)[]): unknown[];
  };
  exec(text: string): unknown;
}

/**
 * Creates the function that runs the host's work in a transaction. Each transaction has its own
 * connection, so that no statement of another request runs in it. The connection is closed at the
 * end, so that a host that keeps it cannot write outside of the transaction.
 */
export function createTransactions(
  source: Source,
  options: DriverOptions,
  lock: WriteLock,
  groups: Groups,
): TransactionalSqlDriver<object>["transaction"] {
  const limits = { ...options, ...source };
  return async (body) => {
    const database = await retryWhileBusy(limits, async () => await source.open());
    const connection = connectionTo(database);
    /** Runs one of our own steps, and converts its errors. Errors of the host are not converted. */
    const step = <T>(act: () => T): T => {
      try {
        return act();
      } catch (error) {
        throw unavailable(error, source.unusable);
      }
    };
    let release = (): void => {};
    try {
      release = await retryWhileBusy(
        limits,
        async (give_up_at) => await begin(connection, { lock, groups, give_up_at }),
      );
      const result = await body(
        async (statements) => step(() => runAll(connection, statements, options)),
        async (work) => await work(database.original),
      );
      step(() => {
        source.checkFile();
        execute(connection, "COMMIT");
      });
      return result;
    } finally {
      try {
        discard(database);
      } finally {
        release();
      }
    }
  };
}

/**
 * Waits for the write lock of this process, and for batches that have waited for long. Begins a
 * transaction and takes the lock. Returns the function that releases the lock.
 */
async function begin(
  connection: Connection,
  { lock, groups, give_up_at }: { lock: WriteLock; groups: Groups; give_up_at: number },
): Promise<() => void> {
  do {
    while (lock.isHeld()) await lock.released(give_up_at);
    // Only one group is committed first, so that a continuous series of batches cannot delay this
    // transaction endlessly. If another transaction has begun since, wait for it too.
    await groups.overdue();
  } while (lock.isHeld());
  // Foreign keys are on in node:sqlite and off in bun:sqlite, so they are turned on for both.
  connection.database.exec("PRAGMA foreign_keys = ON");
  execute(connection, "BEGIN IMMEDIATE");
  return lock.acquire();
}

/**
 * Rolls back what was not committed, and closes the connection. It first forbids writes, because
 * Bun keeps a closed database open while the host still holds statements of it.
 */
function discard(database: OpenDatabase): void {
  try {
    if (database.inTransaction()) database.exec("ROLLBACK");
    database.exec("PRAGMA query_only = ON");
  } finally {
    database.close();
  }
}
