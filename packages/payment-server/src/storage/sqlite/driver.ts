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
 * Creates the driver of a storage, which runs its batches on one connection. The driver shares
 * `lock` with the host's transactions, if the storage has any.
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
        source.checkFile();
        try {
          return transact(connection, statements, options);
        } catch (error) {
          // Close a connection that was opened while the file was read-only: it stays read-only,
          // and the next call opens a new one.
          if (isReadOnly(error)) await close();
          throw error;
        }
      }),
    async close() {
      await close();
      source.forgetFile();
    },
  };
}

/**
 * Creates functions that open and close the connection. It is opened at the first use, and again
 * after it was closed. If it cannot be opened, the call fails and the next call tries again.
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
        // Forget the failed connection, unless another call has replaced it meanwhile.
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
 * Runs a batch synchronously, from the first check to COMMIT, so that no other code of this process
 * runs in between.
 */
function transact(
  connection: Connection,
  statements: readonly Statement[],
  options: SqliteDialectOptions,
): SqlRow[] {
  const { database } = connection;
  // Inside a transaction of the host, the batch would be reported as stored and then be lost if the
  // host rolls back. So it is refused.
  if (database.inTransaction()) throw new HostTransactionOpenError();
  // A single statement is a transaction by itself, so it needs no BEGIN.
  if (statements.length === 1) return runAll(connection, statements, options);
  try {
    execute(connection, isReading(statements) ? "BEGIN" : "BEGIN IMMEDIATE");
    const rows = runAll(connection, statements, options);
    execute(connection, "COMMIT");
    return rows;
  } catch (error) {
    // Check first: after some errors SQLite has already rolled the transaction back.
    if (database.inTransaction()) database.exec("ROLLBACK");
    throw error;
  }
}

function isReading(statements: readonly Statement[]): boolean {
  return statements.every(({ reads }) => reads);
}
