import type { SqlRow, Statement } from "../sql/driver.ts";
import type { SqliteDialectOptions } from "../sql/sqlite-dialect.ts";
import { execute, runAll, type Connection } from "./connection.ts";
import { HostTransactionOpenError } from "./errors.ts";

/**
 * Runs a batch in one transaction, and returns the rows of the batch's last statement. The batch
 * runs synchronously, so that no other code of this process runs in between. Throws
 * `HostTransactionOpenError` if a transaction is open already.
 */
export function transact(
  connection: Connection,
  statements: readonly Statement[],
  options: SqliteDialectOptions,
): SqlRow[] {
  const { database } = connection;
  // Inside a transaction of the host, the batch is refused. Otherwise it would be reported as
  // stored, and it would be lost if the host then rolled back.
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

/** Whether a batch only reads, so that it needs no write lock. */
export function isReading(statements: readonly Statement[]): boolean {
  return statements.every(({ reads }) => reads);
}
