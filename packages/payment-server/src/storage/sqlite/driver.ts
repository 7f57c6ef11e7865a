import type { SqlDriver, SqlRow, Statement } from "../sql/driver.ts";
import type { SqliteDialectOptions } from "../sql/sqlite-dialect.ts";
import { connectionTo, type Connection } from "./connection.ts";
import { isReadOnly, LockTakenError, retryWhileBusy } from "./errors.ts";
import { createGroups, transactGroup } from "./group-commit.ts";
import type { Source } from "./source.ts";
import { isReading, transact } from "./transact.ts";
import { createWriteLock, type WriteLock } from "./write-lock.ts";

/** The options of the storage that its driver needs. */
export interface DriverOptions extends SqliteDialectOptions {
  busy_ms?: number;
}

/**
 * Creates the driver of a storage, which runs its batches on one connection. The driver shares
 * `lock` with the host's transactions, if the storage has any. `grouped` says whether batches that
 * wait at the same time are committed together.
 */
export function createDriver(
  source: Source,
  options: DriverOptions,
  { lock = createWriteLock(), grouped = false }: { lock?: WriteLock; grouped?: boolean } = {},
): SqlDriver {
  const { connect, close } = createConnector(source);
  /** Closes a connection that was opened while the file was read-only, because it stays so. */
  const closeIfReadOnly = async (error: unknown): Promise<void> => {
    if (isReadOnly(error)) await close();
  };
  /** Runs a batch at once. The caller has checked that no transaction of the host is open. */
  async function runAlone(
    connection: Connection,
    statements: readonly Statement[],
  ): Promise<SqlRow[]> {
    source.checkFile();
    try {
      return transact(connection, statements, options);
    } catch (error) {
      await closeIfReadOnly(error);
      throw error;
    }
  }
  const addToGroup = createGroups(async (batches) => {
    const connection = await connect();
    // A transaction of the host has begun since the batches were added. They wait for its end.
    if (lock.isHeld()) throw new LockTakenError();
    source.checkFile();
    const outcomes = transactGroup(connection, batches, options);
    for (const outcome of outcomes) if ("error" in outcome) await closeIfReadOnly(outcome.error);
    return outcomes;
  });
  return {
    batch: async (statements) =>
      await retryWhileBusy({ ...options, ...source }, async (give_up_at) => {
        const reads = isReading(statements);
        for (;;) {
          const connection = await connect();
          while (lock.isHeld() && !reads) await lock.released(give_up_at);
          if (reads || !grouped) return await runAlone(connection, statements);
          const outcome = await addToGroup(statements);
          if ("rows" in outcome) return outcome.rows;
          if (!(outcome.error instanceof LockTakenError)) throw outcome.error;
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
