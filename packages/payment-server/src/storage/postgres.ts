/**
 * PostgreSQL (12 and newer), for many processes on many machines that share one database.
 *
 * ```ts
 * import { postgresStorage } from "@x/payment-server/storage/postgres";
 * const storage = postgresStorage(process.env.DATABASE_URL); // or a `Pool` of `pg` that you have
 * ```
 *
 * It needs `pg`, or a pool with the same methods. Every verb is one transaction under READ
 * COMMITTED, and leases run by the database's clock. A 2xx is as durable as the database is:
 * `synchronous_commit` and `fsync` must be on. Tables are made at the first use.
 *
 * In transactional mode `extra.tx` is a client of the pool inside an open transaction, until
 * `finishTopup` returns. Name its type for your code, as in `postgresStorage<PoolClient>(pool)`.
 */
import type { TransactionalStorage } from "../core/storage.ts";
import type { PostgresClient, PostgresPool } from "./postgres/connection.ts";
import { createDriver } from "./postgres/driver.ts";
import { POSTGRES_WARNINGS } from "./postgres/durability-warnings.ts";
import { printMigrations } from "./sql/migration-sql.ts";
import { postgresDialect } from "./sql/postgres-dialect.ts";
import { createTransactionalSqlStorage } from "./sql/transactional-storage.ts";

export type { PostgresClient, PostgresPool, PostgresQuery } from "./postgres/connection.ts";

/** The transaction handle of a host that names no library: a client of `pg`. */
export interface PostgresTransaction {
  query(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
}

/** The options of `postgresStorage`. */
export interface PostgresOptions {
  /** Stands before every table name: letters, digits and `_`. Default `topup_`. */
  table_prefix?: string;
  /**
   * The schema of the tables, such as `billing`. It must exist. Default the connection's
   * `search_path`.
   */
  schema?: string;
  /**
   * How long a call waits for a lock, and is retried after conflicts with other transactions, in
   * milliseconds. Default 3,000.
   */
  busy_ms?: number;
  /** The connections of the pool that is made from a URL. Default 10. */
  max_connections?: number;
  /**
   * Whether statements are prepared by name. Set `false` behind a PgBouncer older than 1.21.
   * Default `true`.
   */
  prepare?: boolean;
  /** Replaces the database's clock, for simulations only. It returns Unix milliseconds. */
  clock?: () => number;
}

/**
 * Creates the storage in a PostgreSQL database, with transactions for the host. Throws
 * `configuration` if the URL, the prefix or the schema cannot be used. A database that cannot be
 * reached does not throw here: it fails each call until it can be.
 */
export function postgresStorage<Tx extends object = PostgresTransaction>(
  database: PostgresPool | string,
  options?: PostgresOptions,
): TransactionalStorage<Tx>;
export function postgresStorage(
  database: PostgresPool | string,
  options: PostgresOptions = {},
): TransactionalStorage<PostgresClient> {
  return createTransactionalSqlStorage(createDriver(database, options), {
    ...postgresDialect(options),
    warnings: POSTGRES_WARNINGS,
  });
}

/**
 * Returns the SQL statements for a migration of your own, to be run one by one. Without `from` they
 * make the tables and may be repeated; with `from` they add what is new since that version, once.
 * Throws `configuration` if the prefix, the schema or the version cannot be used.
 */
export function postgresMigrations({
  from,
  ...options
}: Pick<PostgresOptions, "table_prefix" | "schema"> & { from?: number } = {}): string[] {
  return printMigrations(postgresDialect(options), from);
}
