import { positional, type SqlRow, type Statement } from "../sql/driver.ts";
import { boundValues, type SqliteDialectOptions } from "../sql/sqlite-dialect.ts";
import type { OpenDatabase } from "./database.ts";

/** An open database, and the statements that were compiled for it, by their text. */
export interface Connection {
  database: OpenDatabase;
  prepared: Map<string, Prepared>;
}

interface Prepared {
  statement: ReturnType<OpenDatabase["prepare"]>;
  /** The names of the parameters, in the order of the placeholders. */
  names: readonly string[];
  /** Whether the statement has a RETURNING clause. */
  returns: boolean;
}

/** Creates a connection without compiled statements. */
export function connectionTo(database: OpenDatabase): Connection {
  return { database, prepared: new Map() };
}

/** Runs the statements in order and returns the rows of the last one. It begins no transaction. */
export function runAll(
  connection: Connection,
  statements: readonly Statement[],
  options: SqliteDialectOptions,
): SqlRow[] {
  let rows: SqlRow[] = [];
  for (const statement of statements) rows = run(connection, statement, options);
  return rows;
}

/** Runs a statement without parameters, such as `BEGIN`. Each text is compiled only once. */
export function execute(connection: Connection, text: string): void {
  prepare(connection, text).statement.run([]);
}

function run(
  connection: Connection,
  statement: Statement,
  options: SqliteDialectOptions,
): SqlRow[] {
  const { statement: compiled, names, returns } = prepare(connection, statement.text);
  const bound = boundValues(names, statement, options);
  if (statement.reads || returns) return compiled.all(bound);
  compiled.run(bound);
  return [];
}

function prepare({ database, prepared }: Connection, text: string): Prepared {
  const known = prepared.get(text);
  if (known !== undefined) return known;
  const { text: sql, names } = positional(text, () => "?");
  const compiled = {
    statement: database.prepare(sql),
    names,
    returns: /\bRETURNING\b/.test(text),
  };
  prepared.set(text, compiled);
  return compiled;
}
