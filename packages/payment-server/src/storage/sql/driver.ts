/** A value that can be bound in SQLite and in PostgreSQL. */
export type SqlValue = string | number | null;

/**
 * One row: its values in the order of the statement's columns. Integers are numbers, because we
 * store only safe integers. Objects instead of arrays would be slower to read and to copy.
 */
export type SqlRow = readonly unknown[];

/**
 * Converts rows to arrays. Some libraries return objects, whose keys have the order of the columns.
 */
export function rowsOf(rows: readonly unknown[]): SqlRow[] {
  return rows.map((row) => (Array.isArray(row) ? row : Object.values(Object(row))) as SqlRow);
}

/** One fixed statement with `:named` parameters. */
export interface Statement {
  text: string;
  /** The parameters by name. A missing one is bound as NULL. */
  values: Readonly<Record<string, SqlValue>>;
  /** Whether the statement only reads. A batch of such statements needs no write lock. */
  reads: boolean;
}

/** Creates a statement that only reads. */
export function read(text: string, values: Statement["values"] = {}): Statement {
  return { text, values, reads: true };
}

/** Creates a statement that may write. */
export function write(text: string, values: Statement["values"] = {}): Statement {
  return { text, values, reads: false };
}

/**
 * What the SQL storage requires of a database. A driver only runs the statements that it is given,
 * and has no rules about payments.
 */
export interface SqlDriver {
  /**
   * Runs the statements in order and returns the rows of the last one. A batch is atomic, and other
   * connections do not see its writes before its commit. Throws
   * `PaymentError("storage_unavailable")` if the batch failed, or if the answer to its commit was
   * lost. In both cases the caller may repeat the batch. Throws `PaymentError("configuration")` if
   * the setup is wrong, for example if the path or the URL is missing.
   */
  batch(statements: readonly Statement[]): Promise<SqlRow[]>;
  /** Closes what the driver has opened. A database that the host has passed stays open. */
  close(): Promise<void>;
}

/**
 * Calls `work` with the transaction handle of the host, and waits until `work` settles. The handle
 * then stops working.
 */
export type CallHost<Tx> = (work: (tx: Tx) => Promise<void>) => Promise<void>;

/** A driver that can hold a transaction open while the host works in it. */
export interface TransactionalSqlDriver<Tx> extends SqlDriver {
  /**
   * Runs `body` once, in a transaction of its own, and commits the transaction. If `body` throws,
   * the transaction is rolled back and the error is thrown again. In the transaction, `run` runs
   * our statements, and `callHost` runs the work of the host. Throws
   * `PaymentError("storage_unavailable")` if the transaction failed, or if the answer to its commit
   * was lost. Throws `PaymentError("configuration")` if the setup is wrong, for example if the path
   * or the URL is missing.
   */
  transaction<T>(body: (run: SqlDriver["batch"], callHost: CallHost<Tx>) => Promise<T>): Promise<T>;
  /**
   * Whether an error that the host threw comes from the database and may have ended the
   * transaction. If so, the host is assumed not to have ended the transaction itself, so no
   * administrator has to decide about the payment.
   */
  endsTransaction(error: unknown): boolean;
}

/** The points in which the SQL for SQLite and for PostgreSQL differs. */
export interface SqlDialect {
  /** The prefix of every table name, such as `topup_`. With a schema it is `"billing".topup_`. */
  prefix: string;
  /**
   * The prefix of every index name. It has no schema, because an index is always in the schema of
   * its table.
   */
  index_prefix: string;
  /** Builds a SELECT that returns one row if the table exists. `name` has no prefix. */
  has_table(name: string): string;
  /** Builds a SELECT that returns one row if the table has the column. */
  has_column(table: string, column: string): string;
  /** The clause that adds a column. It may be repeated in PostgreSQL, but not in SQLite. */
  add_column: string;
  /** The SQL expression for the database's clock in Unix milliseconds. */
  now: string;
  /**
   * Builds the SQL expression that reads a floating point column exactly: as a number, or as the
   * eight bytes of the number in hexadecimal.
   */
  exact_float(column: string): string;
  /**
   * Whether the database may plan a statement without its values, as PostgreSQL does for a prepared
   * statement that has run a few times.
   */
  plans_without_values: boolean;
  /**
   * The SQL that locks rows and migrations, or `null` in SQLite, where only one batch writes at a
   * time. `row` is appended to a SELECT to lock its row until the transaction ends. `skip` does the
   * same, but leaves out rows that another transaction has locked. `schema` is a statement that
   * lets one migration run at a time.
   */
  locks: { row: string; skip: string; schema: string } | null;
  /**
   * A SELECT that returns one row for each setting of this connection with which a crash could lose
   * a webhook that was answered. The column `warning` names the setting and says how to fix it.
   * `null` if no settings are checked.
   */
  warnings: string | null;
}

/**
 * Replaces each `:name` parameter of a statement by `placeholder(1)`, `placeholder(2)` and so on.
 * Returns the new text, and the names in the order in which they appear.
 */
export function positional(
  text: string,
  placeholder: (index: number) => string,
): { text: string; names: string[] } {
  const names: string[] = [];
  // The pattern does not match `::`, which is a cast in PostgreSQL.
  const replaced = text.replace(/(?<!:):([a-z_]+)/g, (_, name: string) => {
    names.push(name);
    return placeholder(names.length);
  });
  return { text: replaced, names };
}
