import { PaymentError } from "../../errors.ts";
import type { SqlDialect, SqlValue, Statement } from "./driver.ts";

/** What SQLite and D1, which is SQLite, have in common. */
export interface SqliteDialectOptions {
  table_prefix?: string;
  clock?: () => number;
}

/** The dialect of SQLite. Throws `configuration` if the prefix cannot be used. */
export function sqliteDialect({
  table_prefix: prefix = "topup_",
  clock,
}: SqliteDialectOptions): SqlDialect {
  if (!/^(?!sqlite_)[a-z_][a-z0-9_]{0,40}$/i.test(prefix)) {
    throw new PaymentError(
      "configuration",
      "`table_prefix` must be at most 41 letters, digits and underscores, begin with no digit and not with SQLite's own `sqlite_`.",
    );
  }
  // A parameter in place of the clock: the statements stay the same fixed text.
  const now = clock === undefined ? "CAST(unixepoch('subsec') * 1000 AS INTEGER)" : ":clock";
  const has_table = (name: string): string =>
    `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '${prefix}${name}' COLLATE NOCASE`;
  // The text of the table names its columns; the pragma that lists them is not a function everywhere.
  const has_column = (table: string, column: string): string =>
    `${has_table(table)} AND sql LIKE '%${column}%'`;
  return {
    prefix,
    index_prefix: prefix,
    has_table,
    has_column,
    add_column: "ADD COLUMN",
    now,
    locks: null,
    warnings: null,
  };
}

/** The statement's values in the order of its placeholders; what is not there is null. */
export function boundValues(
  names: readonly string[],
  { values }: Statement,
  { clock }: SqliteDialectOptions,
): SqlValue[] {
  return names.map((name) => (name === "clock" ? (clock?.() ?? null) : (values[name] ?? null)));
}
