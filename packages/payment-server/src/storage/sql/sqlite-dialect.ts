import { PaymentError } from "../../errors.ts";
import type { SqlDialect, SqlValue, Statement } from "./driver.ts";

/** The options of the storage that become part of its statements. D1 uses this dialect too. */
export interface SqliteDialectOptions {
  table_prefix?: string;
  /** Replaces the database's clock. Its value is bound as the parameter `:clock`. */
  clock?: () => number;
}

/**
 * Creates the dialect of SQLite. Throws `configuration` if the prefix is not valid. It must be a
 * plain name, because it is inserted into SQL.
 */
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
  // A clock from the options is bound as a parameter, so that the SQL text stays the same.
  const now = clock === undefined ? "CAST(unixepoch('subsec') * 1000 AS INTEGER)" : ":clock";
  const has_table = (name: string): string =>
    `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '${prefix}${name}' COLLATE NOCASE`;
  // Searches the text of CREATE TABLE for the column, because not every SQLite can select from
  // `pragma_table_info`.
  const has_column = (table: string, column: string): string =>
    `${has_table(table)} AND sql LIKE '%${column}%'`;
  return {
    prefix,
    index_prefix: prefix,
    has_table,
    has_column,
    add_column: "ADD COLUMN",
    now,
    exact_float: (column) => column,
    plans_without_values: false,
    locks: null,
    warnings: null,
  };
}

/**
 * Returns the values of a statement in the order of its placeholders. `:clock` gets the time of the
 * given clock. A missing value becomes `null`.
 */
export function boundValues(
  names: readonly string[],
  { values }: Statement,
  { clock }: SqliteDialectOptions,
): SqlValue[] {
  return names.map((name) => (name === "clock" ? (clock?.() ?? null) : (values[name] ?? null)));
}
