import type { SqlDriver, SqlRow, Statement } from "../sql/driver.ts";
import type { SqliteDialectOptions } from "../sql/sqlite-dialect.ts";
import { connectionTo, execute, runAll, type Connection } from "./connection.ts";
import { HostTransactionOpenError, isReadOnly, retryWhileBusy } from "./errors.ts";
import type { Source } from "./source.ts";
import { createWriteLock, type WriteLock } from "./write-lock.ts";

/** The options of the storage that its driver needs. */
export interface DriverOptions extends SqliteDialectOptions {
  busy_ms?: number;
}

/**
 * Creates the driver of a storage, which runs its batches on one connection. `lock` is shared with
 * the host's transactions where there are any.
 */
export function createDriver(
  source: Source,
  options: DriverOptions,
  lock: WriteLock = createWriteLock(),
): SqlDriver {
  const { connect, close } = createConnector(source);
  return {
    batch: async (statements) =>
      await retryWhileBusy({ ...options, ...source }, async (give_up_at) => {
        const connection = await connect();
        while (lock.isHeld() && !isReading(statements)) await lock.released(give_up_at);
        try {
          return transact(connection, statements, options);
        } catch (error) {
          // A connection that was opened while the file was read-only stays read-only, so the next
          // call opens a new one.
          if (isReadOnly(error)) await close();
          throw error;
        }
      }),
    close,
  };
}

/**
 * Opens the connection at the first use, and again after a close. A file that cannot be opened
 * fails the call that needed it, and the next call tries again.
 */
function createConnector(source: Source): {
  connect(): Promise<Connection>;
  close(): Promise<void>;
} {
  let current: Promise<Connection> | null = null;
  return {
    async connect() {
      const opening = (current ??= source.open().then(connectionTo));
      try {
        return await opening;
      } catch (error) {
        // Unless another call has replaced it meanwhile.
        if (current === opening) current = null;
        throw error;
      }
    },
    async close() {
      const closing = current;
      current = null;
      (await closing?.catch(() => null))?.database.close();
    },
  };
}

/**
 * Runs a batch synchronously, from the first check to COMMIT, so that nothing else of this process
 * runs in between.
 */
function transact(
  connection: Connection,
  statements: readonly Statement[],
  options: SqliteDialectOptions,
): SqlRow[] {
  const { database } = connection;
  // A batch in the host's transaction would be lost with it after it was reported as stored.
  if (database.inTransaction()) throw new HostTransactionOpenError();
  // One statement is a transaction by itself.
  if (statements.length === 1) return runAll(connection, statements, options);
  try {
    execute(connection, isReading(statements) ? "BEGIN" : "BEGIN IMMEDIATE");
    const rows = runAll(connection, statements, options);
    execute(connection, "COMMIT");
    return rows;
  } catch (error) {
    // SQLite has ended the transaction by itself after some errors.
    if (database.inTransaction()) database.exec("ROLLBACK");
    throw error;
  }
}

function isReading(statements: readonly Statement[]): boolean {
  return statements.every(({ reads }) => reads);
}
