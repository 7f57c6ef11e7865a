import { PaymentError } from "../../errors.ts";
import type { SqlDialect } from "./driver.ts";

/** The options of the storage that become part of its statements. */
export interface PostgresDialectOptions {
  table_prefix?: string;
  /** The schema of the tables, which must exist. Default the connection's `search_path`. */
  schema?: string;
  /** Replaces the database's clock. Its value is bound as the parameter `:clock`. */
  clock?: () => number;
}

/**
 * Creates the dialect of PostgreSQL. Throws `configuration` if the prefix or the schema is not
 * valid. Both must be plain names, because they are inserted into SQL.
 */
export function postgresDialect({
  table_prefix = "topup_",
  schema,
  clock,
}: PostgresDialectOptions): SqlDialect {
  if (!/^[a-z_][a-z0-9_]{0,30}$/.test(table_prefix))
    throw configuration(
      "`table_prefix` must be at most 31 small letters, digits and underscores, and begin with no digit.",
    );
  if (schema !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw configuration(
      "`schema` must be at most 63 small letters, digits and underscores, and begin with no digit.",
    );
  // `now()` is not used, because it returns the time at which the transaction began, and a lease
  // may end during the transaction.
  const now =
    clock === undefined
      ? "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
      : "CAST(:clock AS BIGINT)";
  // The schema is quoted, because it may be a keyword, such as `order`.
  const prefix = schema === undefined ? table_prefix : `"${schema}".${table_prefix}`;
  const locks = {
    row: "FOR UPDATE",
    skip: "FOR UPDATE SKIP LOCKED",
    schema: `SELECT pg_advisory_xact_lock(hashtext('${prefix}migrate'))`,
  };
  // `to_regclass` also finds a table that was committed after the statement had begun, and a query of
  // `pg_attribute` does not find the columns of that table. The query of `pg_class` does not find
  // the table either, so a statement sees a table with its columns or not at all.
  const has_table = (name: string): string =>
    `SELECT 1 FROM pg_class WHERE oid = to_regclass('${prefix}${name}')`;
  const has_column = (table: string, column: string): string =>
    `SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('${prefix}${table}') AND attname = '${column}' AND NOT attisdropped`;
  return {
    prefix,
    index_prefix: table_prefix,
    has_table,
    has_column,
    add_column: "ADD COLUMN IF NOT EXISTS",
    now,
    // As text, a number has as many digits as the session's `extra_float_digits` says. If that is
    // 0, two different numbers can have the same text. The bytes do not depend on any setting.
    exact_float: (column) => `encode(float8send(${column}), 'hex')`,
    plans_without_values: true,
    locks,
    warnings: null,
  };
}

function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}
