/** A value as both dialects bind it. */
export type SqlValue = string | number | null;

/** One row as both dialects return it. Integers are numbers, and every one of ours is safe. */
export type SqlRow = Record<string, unknown>;

/** One fixed statement with `:named` parameters. */
export interface Statement {
  text: string;
  /** The parameters by name. One that is missing is bound as NULL. */
  values: Readonly<Record<string, SqlValue>>;
  /** Whether it changes nothing, so that a batch of such statements needs no write lock. */
  reads: boolean;
}

/** Creates a statement that changes nothing. */
export function read(text: string, values: Statement["values"] = {}): Statement {
  return { text, values, reads: true };
}

/** Creates a statement that may write. */
export function write(text: string, values: Statement["values"] = {}): Statement {
  return { text, values, reads: false };
}

/**
 * What the SQL storage needs of a database. A driver knows nothing about payments: it runs the
 * statements that it is given.
 */
export interface SqlDriver {
  /**
   * Runs the statements in order, all or nothing and isolated from other batches, and returns the
   * rows of the last one. Throws `PaymentError("storage_unavailable")` if it failed, and also if
   * the answer to the commit was lost: the caller may repeat the batch.
   */
  batch(statements: readonly Statement[]): Promise<SqlRow[]>;
  /** Closes what the driver has opened. A database that the host gave stays open. */
  close(): Promise<void>;
}

/**
 * Calls `work` with the transaction handle of the host, and resolves or rejects with it. The handle
 * stops working when `work` settles.
 */
export type CallHost<Tx> = (work: (tx: Tx) => Promise<void>) => Promise<void>;

/** A driver that can hold a transaction open while the host works in it. */
export interface TransactionalSqlDriver<Tx> extends SqlDriver {
  /**
   * Runs `body` once, in a transaction of its own, and commits it. If `body` throws, the
   * transaction is rolled back and the error is thrown on. `run` runs our statements in the
   * transaction, and `callHost` the work of the host. Throws `PaymentError("storage_unavailable")`
   * if the transaction failed, and also if the answer to the commit was lost.
   */
  transaction<T>(body: (run: SqlDriver["batch"], callHost: CallHost<Tx>) => Promise<T>): Promise<T>;
  /**
   * Whether an error that the host threw comes from the database and has ended the transaction. The
   * host did not end it then, so the payment needs no person to look at it.
   */
  endsTransaction(error: unknown): boolean;
}

/** What differs between the dialects, as text that is put into the statements once. */
export interface SqlDialect {
  /**
   * Stands before every table name, with the schema where there is one: `topup_`,
   * `"billing".topup_`.
   */
  prefix: string;
  /**
   * Stands before every index name. It has no schema, since an index lies in the schema of its
   * table.
   */
  index_prefix: string;
  /** Builds a SELECT that returns one row if the table exists. `name` has no prefix. */
  has_table(name: string): string;
  /** Builds a SELECT that returns one row if the table has the column. */
  has_column(table: string, column: string): string;
  /** The clause that adds a column. In PostgreSQL it may be repeated, in SQLite it may not. */
  add_column: string;
  /** The clock of the database as an expression: Unix milliseconds. */
  now: string;
  /**
   * How writers wait for each other. `row` is put behind a SELECT whose row no other batch may
   * change until this one ends, and `skip` behind a SELECT that leaves out rows which another batch
   * has locked. `schema` is a statement that lets one migration run at a time. `null` in SQLite,
   * where one batch writes at a time.
   */
  locks: { row: string; skip: string; schema: string } | null;
  /**
   * A SELECT whose column `warning` names each setting of this connection by which an answered
   * webhook could be lost, with the fix. `null` if the database has no such settings.
   */
  warnings: string | null;
}

/**
 * Replaces the `:name` parameters of a statement with what `placeholder` returns for 1, 2, and so
 * on, and returns their names in the order of appearance.
 */
export function positional(
  text: string,
  placeholder: (index: number) => string,
): { text: string; names: string[] } {
  const names: string[] = [];
  // Not `::`, which is a cast of PostgreSQL.
  const replaced = text.replace(/(?<!:):([a-z_]+)/g, (_, name: string) => {
    names.push(name);
    return placeholder(names.length);
  });
  return { text: replaced, names };
}
