import { positional, type SqlValue, type Statement } from "../sql/driver.ts";
import type { PostgresQuery } from "./connection.ts";

/** A statement with its parameters, in the form that `pg` accepts. */
export interface BoundQuery extends PostgresQuery {
  values: SqlValue[];
}

/** The options of the storage that decide how a statement is bound. */
export interface BindOptions {
  prepare?: boolean;
  clock?: () => number;
}

interface Translated {
  text: string;
  /** The names of the parameters, in the order of `$1`, `$2`, and so on. */
  names: string[];
  /** The name of the prepared statement. */
  name: string;
}

/**
 * The type oids of bigint, smallint, integer, real, double precision and numeric, whose values are
 * parsed as numbers. No digits are lost, because we store only safe integers in bigint columns. A
 * sum of bigints is numeric. Our tables have no column of the types smallint, real and numeric, but
 * an operator may have changed the type of a column.
 */
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 700, 701, 1700]);

/**
 * Returns the parser of a type: numbers become numbers and everything else text, whichever parsers
 * the host sets for `pg`.
 */
export function parserOf(oid: number): (text: string) => unknown {
  return NUMBERS.has(oid) ? Number : String;
}

const types = { getTypeParser: parserOf };

/**
 * Returns a function that binds statements. Each text is converted to `$1` parameters once. A
 * prepared statement is named after its text, so that two storages can share a connection without a
 * conflict of names.
 */
export function createBinder(options: BindOptions): (statement: Statement) => BoundQuery {
  const known = new Map<string, Translated>();
  function translate(text: string): Translated {
    const before = known.get(text);
    if (before !== undefined) return before;
    const translated = positional(text, (index) => `$${index}`);
    const named = { ...translated, name: `topup_${digest(translated.text)}` };
    known.set(text, named);
    return named;
  }
  return ({ text, values }) => {
    const translated = translate(text);
    const bound = translated.names.map((name) =>
      name === "clock" ? (options.clock?.() ?? null) : (values[name] ?? null),
    );
    return {
      text: translated.text,
      values: bound,
      types,
      rowMode: "array",
      ...(options.prepare === false ? {} : { name: translated.name }),
    };
  };
}

/**
 * Returns a short hash of a text (two 32-bit hashes like FNV-1a), since PostgreSQL allows at most
 * 63 bytes for a name.
 */
function digest(text: string): string {
  let [a, b] = [0x811c9dc5, 0x1b873593];
  for (let at = 0; at < text.length; at += 1) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(at), 0x85ebca6b);
  }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}
