import type { TransactionalSqlDriver } from "../sql/driver.ts";
import type { SqliteDialectOptions } from "../sql/sqlite-dialect.ts";
import { runAll, say, type Connection, type Source } from "./connection.ts";
import type { SqliteHandle } from "./database.ts";
import { patiently, unavailable } from "./errors.ts";
import type { Turn } from "./write-queue.ts";

/** What the databases of node:sqlite and bun:sqlite have in common, for a host that names no library. */
export interface SqliteTransaction {
  prepare(text: string): {
    run(...values: (string | number | null)[]): unknown;
    get(...values: (string | number | null)[]): unknown;
    all(...values: (string | number | null)[]): unknown[];
  };
  exec(text: string): unknown;
}

/**
 * Transactions for the host, each on a connection of its own, so that no other request's statement runs in them. The
 * connection is gone afterwards: a host that goes on after its time is up would otherwise write outside of any transaction.
 */
export function createTransactions(
  source: Source,
  options: SqliteDialectOptions & { busy_ms?: number },
  turn: Turn,
): TransactionalSqlDriver<object>["transaction"] {
  return async (body) => {
    const handle = await patiently({ ...options, ...source }, async () => await source.open());
    const connection: Connection = { handle, prepared: new Map() };
    const step = <T>(act: () => T): T => {
      try {
        return act();
      } catch (error) {
        throw unavailable(error, source.unusable);
      }
    };
    let end = (): void => {};
    try {
      end = await patiently(
        { ...options, ...source },
        async (give_up_at) => await begin(connection, turn, give_up_at),
      );
      const result = await body(
        async (statements) => step(() => runAll(connection, statements, options)),
        async (work) => await work(handle.database),
      );
      step(() => say(connection, "COMMIT"));
      return result;
    } finally {
      try {
        discard(handle);
      } finally {
        end();
      }
    }
  };
}

async function begin(connection: Connection, turn: Turn, give_up_at: number): Promise<() => void> {
  while (turn.taken()) await turn.ended(give_up_at);
  // As in Node; in Bun it is off.
  connection.handle.exec("PRAGMA foreign_keys = ON");
  say(connection, "BEGIN IMMEDIATE");
  return turn.take();
}

/** Bun keeps a closed database open for statements that are still around: they write nothing any more. */
function discard(handle: SqliteHandle): void {
  try {
    if (handle.inTransaction()) handle.exec("ROLLBACK");
    handle.exec("PRAGMA query_only = ON");
  } finally {
    handle.close();
  }
}
