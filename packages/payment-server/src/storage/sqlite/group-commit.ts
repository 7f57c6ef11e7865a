/**
 * Commits the batches of calls that wait at the same time in one transaction. They share its write
 * to the disk, which with `synchronous=FULL` takes most of the time of a call.
 *
 * - Order: the batches run one after the other, in the order in which they were called, and nothing
 *   else of this process runs in between. Each sees what those before it have written.
 * - Isolation: each batch has a savepoint. If it fails, only what it wrote is rolled back, and the
 *   others are committed. If the transaction itself fails, each batch runs again in a transaction
 *   of its own, so that the error reaches only the batches that have it.
 * - Durability: a call is answered after COMMIT has returned. A crash before that may lose the
 *   whole group, of which nothing was answered. A crash after it loses nothing.
 */
import { setImmediate } from "node:timers";
import type { SqlRow, Statement } from "../sql/driver.ts";
import type { SqliteDialectOptions } from "../sql/sqlite-dialect.ts";
import { execute, runAll, type Connection } from "./connection.ts";
import { isBusy } from "./errors.ts";
import { transact } from "./transact.ts";

/** The most batches in one transaction, so that other code of the process does not wait long. */
const MOST_BATCHES = 128;

/** The outcome of a batch: its rows, or the error that it failed with. */
export type Outcome = { rows: SqlRow[] } | { error: unknown };

interface Waiting {
  statements: readonly Statement[];
  settle(outcome: Outcome): void;
}

/**
 * Returns a function that adds a batch to the next group and waits for its outcome. `commit`
 * commits a group. The next group begins when the requests that have already arrived have run.
 */
export function createGroups(
  commit: (batches: readonly (readonly Statement[])[]) => Promise<Outcome[]>,
): (statements: readonly Statement[]) => Promise<Outcome> {
  const waiting: Waiting[] = [];
  async function commitNext(): Promise<void> {
    const group = waiting.splice(0, MOST_BATCHES);
    if (waiting.length > 0) setImmediate(() => void commitNext());
    const outcomes = await commit(group.map(({ statements }) => statements)).catch(
      (error: unknown) => group.map((): Outcome => ({ error })),
    );
    group.forEach(({ settle }, index) => settle(outcomes[index] as Outcome));
  }
  return async (statements) =>
    await new Promise((settle) => {
      if (waiting.length === 0) setImmediate(() => void commitNext());
      waiting.push({ statements, settle });
    });
}

/**
 * Runs the batches in one transaction, synchronously. Throws if none of them was written, because
 * another process has locked the file.
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
