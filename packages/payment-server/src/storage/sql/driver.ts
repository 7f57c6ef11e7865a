/** A value as both dialects bind it. */
export type SqlValue = string | number | null;

/** One row as both dialects return it; integers as numbers. */
export type SqlRow = Record<string, unknown>;

/** One fixed statement with `:named` parameters. `reads` says that it changes nothing. */
export interface Statement {
  text: string;
  values: Readonly<Record<string, SqlValue>>;
  reads: boolean;
}

/**
 * The one seam to a database. `batch` runs its statements in order, all or nothing and as if it were alone, and returns
 * the rows of the last one. It throws `PaymentError("storage_unavailable")` when it does not know that it happened.
 */
export interface SqlDriver {
  batch(statements: readonly Statement[]): Promise<SqlRow[]>;
  close(): Promise<void>;
}

/** Gives the host its handle on the transaction until `work` settles. */
export type Lend<Tx> = (work: (tx: Tx) => Promise<void>) => Promise<void>;

/** A driver that can hold a transaction open while the host works in it. */
export interface TransactionalSqlDriver<Tx> extends SqlDriver {
  /**
   * Runs `body` in a transaction of its own and commits it. A throw of `body` rolls back and is thrown on. `run` runs
   * statements in it. What is lent writes nothing once its time is over, or once the transaction is. `body` runs once.
   * Throws `PaymentError("storage_unavailable")` when it does not know that it was committed.
   */
  transaction<T>(body: (run: SqlDriver["batch"], lend: Lend<Tx>) => Promise<T>): Promise<T>;
  /** Whether an error that the host threw says that the database itself has rolled the transaction back. */
  rolledBack(error: unknown): boolean;
}

/** What differs between the dialects, as text put into the statements once. */
export interface SqlDialect {
  /** Before every table name, its schema included where there is one: `topup_`, `"billing".topup_`. */
  prefix: string;
  /** The same for the names of indexes, which lie in their table's schema. */
  index_prefix: string;
  /** A SELECT with one row if the table is there; its name is given without the prefix. */
  has_table(name: string): string;
  /** A SELECT with one row if the table has the column. */
  has_column(table: string, column: string): string;
  /** The words that add a column: in PostgreSQL they may be repeated. */
  add_column: string;
  /** The database's own clock as an expression: Unix milliseconds. */
  now: string;
  /**
   * Where writers do not wait for each other by themselves. `row` is put behind a SELECT whose row nobody else may change until
   * the batch ends, `skip` behind one that passes over what another batch holds; `schema` is a statement that lets one migration
   * run at a time. `null`: one batch writes at a time, as in SQLite.
   */
  locks: { row: string; skip: string; schema: string } | null;
  /** A SELECT whose column `warning` says what of this connection could lose what was answered, with the fix; `null`: nothing can. */
  warnings: string | null;
}

/** A statement's text with its positional parameters: `:name` becomes what `placeholder` says, in order of appearance. */
export function positional(
  text: string,
  placeholder: (index: number) => string,
): { text: string; names: string[] } {
  const names: string[] = [];
  const replaced = text.replace(/(?<!:):([a-z_]+)/g, (_, name: string) => {
    names.push(name);
    return placeholder(names.length);
  });
  return { text: replaced, names };
}
