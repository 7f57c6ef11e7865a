/**
 * If several batches wait at the same time, commits them together in one transaction. The
 * transaction needs only one write to the disk. With `synchronous=FULL`, this write takes most of
 * the time of a call.
 *
 * - Order: the batches of a group run one after the other, in the order in which they were added,
 *   and nothing else of this process runs in between. Each batch sees what the earlier batches have
 *   written.
 * - Fairness: a group waits while a transaction of the host is open. If a batch has waited for
 *   longer than `OVERDUE_MS`, its group is committed before the next transaction of the host
 *   begins, even if several transactions of the host wait.
 * - Isolation: each batch has a savepoint, unless it is the only one of its group. If a batch
 *   fails, only what it wrote is rolled back, and the other batches are committed. If the
 *   transaction itself fails, each batch runs again in a transaction of its own, so that only the
 *   batches that cause the error fail. If the transaction fails because another process has locked
 *   the file, all batches fail instead, and their callers retry them.
 * - Durability: a call is answered after COMMIT has returned. A crash before COMMIT has returned
 *   may lose the whole group, but no call of the group was answered yet. With `synchronous=FULL`, a
 *   crash after COMMIT has returned loses nothing.
 */
import { setImmediate } from "node:timers";
import type { SqlRow, Statement } from "../sql/driver.ts";
import type { SqliteDialectOptions } from "../sql/sqlite-dialect.ts";
import { execute, runAll, type Connection } from "./connection.ts";
import { isBusy } from "./errors.ts";
import { transact } from "./transact.ts";
import type { WriteLock } from "./write-lock.ts";

/** The most batches in one transaction, so that other code of the process does not wait long. */
const MOST_BATCHES = 128;

/**
 * How long a batch may wait before its group is committed ahead of the next transaction of the
 * host, in milliseconds.
 */
const OVERDUE_MS = 50;

/** The outcome of a batch: its rows, or the error that it failed with. */
export type Outcome = { rows: SqlRow[] } | { error: unknown };

interface Waiting {
  statements: readonly Statement[];
  since: number;
  /** The batch fails if the lock is still held after this time of `performance.now()`. */
  give_up_at: number;
  settle(outcome: Outcome): void;
}

/** The batches that wait, and the commit of the next group. */
export interface Groups {
  /** Adds a batch to the next group and waits for its outcome. */
  add(statements: readonly Statement[], give_up_at: number): Promise<Outcome>;
  /**
   * Returns `null` if no batch has waited for longer than `OVERDUE_MS`. Otherwise returns a promise
   * that resolves when the next group was committed or has failed.
   */
  overdue(): Promise<void> | null;
}

/**
 * Creates the groups of a storage. `connect` opens the connection, and `commit` commits a group
 * synchronously. A group begins after `setImmediate`, so that calls of the same turn of the event
 * loop join it. If a transaction of the host then holds `lock`, the group waits until the lock is
 * released.
 */
export function createGroups(
  lock: WriteLock,
  connect: () => Promise<Connection>,
  commit: (connection: Connection, batches: readonly (readonly Statement[])[]) => Outcome[],
): Groups {
  const waiting: Waiting[] = [];
  let next: Promise<void> | null = null;
  /**
   * Waits until no transaction of the host holds the lock. Meanwhile, the first waiting batch fails
   * when its `give_up_at` is reached.
   */
  async function waitForLock(): Promise<void> {
    while (lock.isHeld() && waiting[0] !== undefined) {
      const expired = await lock.released(waiting[0].give_up_at).catch((error: unknown) => error);
      if (expired !== undefined) waiting.shift()?.settle({ error: expired });
    }
  }
  async function commitNext(): Promise<void> {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    let connection: Connection | undefined;
    let failure: unknown;
    do {
      await waitForLock();
      connection = await connect().catch((error: unknown) => void (failure = error));
    } while (lock.isHeld() && waiting.length > 0);
    // Nothing is awaited from here on, so no transaction of the host begins before the commit.
    const group = waiting.splice(0, MOST_BATCHES);
    const batches = group.map(({ statements }) => statements);
    const outcomes = outcomesOf(batches, () => {
      if (connection === undefined) throw failure;
      return commit(connection, batches);
    });
    group.forEach(({ settle }, index) => settle(outcomes[index] as Outcome));
    next = waiting.length > 0 ? commitNext() : null;
  }
  return {
    add: async (statements, give_up_at) =>
      await new Promise((settle) => {
        waiting.push({ statements, since: performance.now(), give_up_at, settle });
        next ??= commitNext();
      }),
    overdue: () =>
      waiting[0] !== undefined && performance.now() - waiting[0].since > OVERDUE_MS ? next : null,
  };
}

/**
 * Returns the outcomes of the batches. If `commit` throws, its error is the outcome of each batch.
 */
function outcomesOf(batches: readonly unknown[], commit: () => Outcome[]): Outcome[] {
  if (batches.length === 0) return [];
  try {
    return commit();
  } catch (error) {
    return batches.map(() => ({ error }));
  }
}

/**
 * Runs the batches in one transaction, synchronously. If the transaction fails because another
 * connection has locked the file, throws the error. If the transaction fails for any other reason,
 * runs each batch in a transaction of its own. If there is only one batch, it has its own
 * transaction from the start, and any error becomes the outcome of the batch.
 */
export function transactGroup(
  connection: Connection,
  batches: readonly (readonly Statement[])[],
  options: SqliteDialectOptions,
): Outcome[] {
  const alone = (statements: readonly Statement[]): Outcome =>
    outcomeOf(() => transact(connection, statements, options));
  if (batches.length === 1) return batches.map(alone);
  try {
    execute(connection, "BEGIN IMMEDIATE");
    const outcomes = batches.map((batch) => inSavepoint(connection, batch, options));
    execute(connection, "COMMIT");
    return outcomes;
  } catch (error) {
    // Check first: after some errors SQLite has already rolled the transaction back.
    if (connection.database.inTransaction()) connection.database.exec("ROLLBACK");
    if (isBusy(error)) throw error;
    return batches.map(alone);
  }
}

/** Runs a batch in the open transaction. Throws if its error has ended the transaction. */
function inSavepoint(
  connection: Connection,
  statements: readonly Statement[],
  options: SqliteDialectOptions,
): Outcome {
  execute(connection, "SAVEPOINT batch");
  const outcome = outcomeOf(() => runAll(connection, statements, options));
  if ("error" in outcome) {
    if (!connection.database.inTransaction()) throw outcome.error;
    execute(connection, "ROLLBACK TO batch");
  }
  execute(connection, "RELEASE batch");
  return outcome;
}

function outcomeOf(run: () => SqlRow[]): Outcome {
  try {
    return { rows: run() };
  } catch (error) {
    return { error };
  }
}
