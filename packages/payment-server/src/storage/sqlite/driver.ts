import type { SqlDriver, SqlRow, Statement } from "../sql/driver.ts";
import type { SqliteDialectOptions } from "../sql/sqlite-dialect.ts";
import { connectionTo, type Connection } from "./connection.ts";
import { isReadOnly, retryWhileBusy } from "./errors.ts";
import { createGroups, transactGroup, type Groups } from "./group-commit.ts";
import type { Source } from "./source.ts";
import { isReading, transact } from "./transact.ts";
import { createWriteLock, type WriteLock } from "./write-lock.ts";

/** The options of the storage that its driver needs. */
export interface DriverOptions extends SqliteDialectOptions {
  busy_ms?: number;
}

/** A driver, and the groups in which its batches can be committed. */
export interface GroupingDriver extends SqlDriver {
  groups: Groups;
}

/**
 * Creates the driver of a storage. The driver runs all batches on one connection. If `lock` is
 * given, the driver shares the lock with the host's transactions, and writing batches that wait at
 * the same time are committed together.
 */
export function createDriver(
  source: Source,
  options: DriverOptions,
  lock?: WriteLock,
): GroupingDriver {
  const { connect, close } = createConnector(source);
  const groups = createGroups(lock ?? createWriteLock(), connect, (connection, batches) => {
    source.checkFile();
    return transactGroup(connection, batches, options);
  });
  /** Runs a batch at once, and not in a group. */
  async function runAlone(statements: readonly Statement[]): Promise<SqlRow[]> {
    const connection = await connect();
    source.checkFile();
    return transact(connection, statements, options);
  }
  async function runInGroup(
    statements: readonly Statement[],
    give_up_at: number,
  ): Promise<SqlRow[]> {
    const outcome = await groups.add(statements, give_up_at);
    if ("rows" in outcome) return outcome.rows;
    throw outcome.error;
  }
  return {
    groups,
    batch: async (statements) =>
      await retryWhileBusy({ ...options, ...source }, async (give_up_at) => {
        const alone = lock === undefined || isReading(statements);
        try {
          return alone ? await runAlone(statements) : await runInGroup(statements, give_up_at);
        } catch (error) {
          // A connection that was opened while the file was read-only stays read-only, so it is
          // closed.
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
