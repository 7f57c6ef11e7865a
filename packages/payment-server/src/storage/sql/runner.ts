import { read, type SqlDialect, type SqlDriver, type SqlRow, type Statement } from "./driver.ts";
import { migrateOnce } from "./migrate.ts";
import type { Values } from "./rows.ts";
import { createStatements, type Statements } from "./statements.ts";

/** Runs the statements of one storage. The methods of a storage share one runner. */
export interface SqlRunner {
  sql: Statements;
  /**
   * The statement that locks the row of a payment at the beginning of a batch. Empty if the
   * database runs only one writing batch at a time.
   */
  lock_payment: readonly string[];
  /**
   * Creates or upgrades the tables if necessary. Once a call has succeeded, later calls do nothing.
   */
  prepare(): Promise<void>;
  /** Runs a batch after `prepare` has succeeded, and returns the rows of its last statement. */
  run(statements: readonly Statement[]): Promise<SqlRow[]>;
  /**
   * Runs a SELECT and returns its first row, converted by `convert`, or `null` if there is no row.
   */
  readOne<T>(text: string, values: Values, convert: (row: SqlRow) => T): Promise<T | null>;
  /** Runs a SELECT and returns its rows, each converted by `convert`. */
  readMany<T>(text: string, values: Values, convert: (row: SqlRow) => T): Promise<T[]>;
}

/** Creates the runner of a storage. The database is not used before the first call. */
export function createRunner(driver: SqlDriver, dialect: SqlDialect): SqlRunner {
  const sql = createStatements(dialect);
  const prepare = migrateOnce(driver, dialect);
  async function run(statements: readonly Statement[]): Promise<SqlRow[]> {
    await prepare();
    return await driver.batch(statements);
  }
  return {
    sql,
    lock_payment: dialect.locks === null ? [] : [sql.lockPayment],
    prepare,
    run,
    async readOne(text, values, convert) {
      const [row] = await run([read(text, values)]);
      return row === undefined ? null : convert(row);
    },
    readMany: async (text, values, convert) => (await run([read(text, values)])).map(convert),
  };
}

/**
 * Returns the row that a batch has written or found. Throws if there is none, for example because
 * somebody has deleted it.
 */
export function required(row: SqlRow | undefined): SqlRow {
  if (row === undefined) throw new Error("a row that was just written is not there");
  return row;
}
