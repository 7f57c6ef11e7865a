import { positional, type SqlRow, type Statement } from "../sql/driver.ts";
import { boundValues, type SqliteDialectOptions } from "../sql/sqlite-dialect.ts";
import type { SqliteHandle } from "./database.ts";

/** Where connections come from, and the sentence for when there is none. */
export interface Source {
  open(): Promise<SqliteHandle>;
  unusable: string;
}

/** A database, and what was compiled for it: each text once. */
export interface Connection {
  handle: SqliteHandle;
  prepared: Map<string, Prepared>;
}

interface Prepared {
  statement: ReturnType<SqliteHandle["prepare"]>;
  names: readonly string[];
  returns: boolean;
}

/** Runs the statements in order, without a transaction of its own, and returns the rows of the last one. */
export function runAll(
  to: Connection,
  statements: readonly Statement[],
  options: SqliteDialectOptions,
): SqlRow[] {
  let rows: SqlRow[] = [];
  for (const statement of statements) rows = run(to, statement, options);
  return rows;
}

/** Runs one of our own words, such as `BEGIN`. */
export function say(to: Connection, word: string): void {
  prepare(to, word).statement.run([]);
}

function run(to: Connection, statement: Statement, options: SqliteDialectOptions): SqlRow[] {
  const { statement: compiled, names, returns } = prepare(to, statement.text);
  const bound = boundValues(names, statement, options);
  if (statement.reads || returns) return compiled.all(bound) as SqlRow[];
  compiled.run(bound);
  return [];
}

function prepare({ handle, prepared }: Connection, text: string): Prepared {
  const known = prepared.get(text);
  if (known !== undefined) return known;
  const { text: sql, names } = positional(text, () => "?");
  const made = { statement: handle.prepare(sql), names, returns: /\bRETURNING\b/.test(text) };
  prepared.set(text, made);
  return made;
}
