/**
 * PostgreSQL (12 and newer), for many processes on many machines that share one database.
 *
 * ```ts
 * import { postgresStorage } from "@x/payment-server/storage/postgres";
 * const storage = postgresStorage(process.env.DATABASE_URL); // or a `Pool` of `pg` that you have
 * ```
 *
 * The storage needs `pg`, or a pool with the same methods. Apart from `migrate` and `summary`, a
 * method with several statements is one transaction under READ COMMITTED. With `pg`, such a
 * transaction usually takes one round trip, but several if `finishTopup` runs in it. The database's
 * clock decides when leases end. `fsync`, `full_page_writes` and `synchronous_commit` must not be
 * `off`: otherwise a crash may lose a webhook that was answered with 2xx. Tables are created or
 * upgraded at the first use.
 *
 * In transactional mode `extra.tx` is a client of the pool inside an open transaction. `tx` stops
 * working when `finishTopup` returns, throws or times out. Pass the type of your client, as in
 * `postgresStorage<PoolClient>(pool)`.
 */
import type { TransactionalStorage } from "../core/storage.ts";
import { assertKnownOptions, type KnownOptions } from "../known-options.ts";
import type { PostgresClient, PostgresPool } from "./postgres/connection.ts";
import { createDriver } from "./postgres/driver.ts";
import { POSTGRES_WARNINGS } from "./postgres/durability-warnings.ts";
import { printMigrations } from "./sql/migration-sql.ts";
import { postgresDialect } from "./sql/postgres-dialect.ts";
import { createTransactionalSqlStorage } from "./sql/transactional-storage.ts";

export type { PostgresClient, PostgresPool, PostgresQuery } from "./postgres/connection.ts";

/** The default type of `extra.tx`: the query method of a client of `pg`. */
export interface PostgresTransaction {
  query(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
}

/** The options of `postgresStorage`. */
export interface PostgresOptions {
  /**
   * The prefix of every table name: at most 31 lower-case letters, digits and `_`, the first not a
   * digit. Default `topup_`.
   */
  table_prefix?: string;
  /**
   * The schema of the tables, such as `billing`, which must exist. Default the connection's
   * `search_path`.
   */
  schema?: string;
  /**
   * How long each statement of a transaction waits for a lock, and how long a call is retried after
   * conflicts with other transactions, in milliseconds. Default 3,000.
   */
  busy_ms?: number;
  /** The most connections in the pool that is created from a URL. Default 10. */
  max_connections?: number;
  /**
   * Whether statements are sent as named prepared statements. Set `false` behind a connection
   * pooler in transaction mode that does not keep prepared statements, such as PgBouncer before
   * 1.21 or Supabase's pooler. Default `true`.
   */
  prepare?: boolean;
  /** Replaces the database's clock, for simulations only. It returns Unix milliseconds. */
  clock?: () => number;
}

const OPTIONS: KnownOptions<PostgresOptions> = {
  table_prefix: true,
  schema: true,
  busy_ms: true,
  max_connections: true,
  prepare: true,
  clock: true,
};

/**
 * Creates the storage in a PostgreSQL database, which can run the host's work in its transactions.
 * Throws `configuration` if the URL, the pool, the prefix or the schema is not valid, or if an
 * option is unknown. Does not throw if the database cannot be reached. A missing or empty URL is
 * not an error either, so that an application can be built without its variables. In both cases,
 * calls of the storage fail.
 */
export function postgresStorage<Tx extends object = PostgresTransaction>(
  database: PostgresPool | string | undefined,
  options?: PostgresOptions,
): TransactionalStorage<Tx>;
export function postgresStorage(
  database: PostgresPool | string | undefined,
  options: PostgresOptions = {},
): TransactionalStorage<PostgresClient> {
  assertKnownOptions("postgresStorage", options, OPTIONS);
  return createTransactionalSqlStorage(createDriver(database, options), {
    ...postgresDialect(options),
    warnings: POSTGRES_WARNINGS,
  });
}

/**
 * Returns SQL statements for your own migration tool, to be run one by one. Without `from` they
 * create the tables, and with `from` they upgrade tables of that version. They may be run again.
 * Throws `configuration` if the prefix, the schema or the version is not valid.
 */
export function postgresMigrations({
  from,
  ...options
}: Pick<PostgresOptions, "table_prefix" | "schema"> & { from?: number } = {}): string[] {
  return printMigrations(postgresDialect(options), from);
}
