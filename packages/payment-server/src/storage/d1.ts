/**
 * Cloudflare D1, for Workers.
 *
 * ```ts
 * import { env } from "cloudflare:workers";
 * import { d1Storage } from "@x/payment-server/storage/d1";
 * const storage = d1Storage(env.DB); // the binding of `d1_databases`
 * ```
 *
 * Every method except `migrate`, `summary` and `close` is one `batch`. D1 runs a batch as a
 * transaction, which is durable once D1 has answered:
 * https://developers.cloudflare.com/d1/worker-api/d1-database/#batch. Pass the database itself and
 * not a session, because a read replica may lag behind. The first call of a storage reads the
 * version of the tables, and creates or upgrades them if necessary.
 */
import type { Storage } from "../core/storage.ts";
import { assertKnownOptions, type KnownOptions } from "../known-options.ts";
import { PaymentError } from "../errors.ts";
import { printMigrations } from "./sql/migration-sql.ts";
import { positional, rowsOf, type SqlDriver, type SqlRow, type Statement } from "./sql/driver.ts";
import { boundValues, sqliteDialect } from "./sql/sqlite-dialect.ts";
import { createSqlStorage } from "./sql/storage.ts";

/** The methods of a D1 database that are used. */
export interface D1Database {
  prepare(text: string): D1PreparedStatement;
  batch(statements: D1PreparedStatement[]): Promise<{ results: unknown[] }[]>;
}

/** The methods of a prepared statement of D1 that are used. */
export interface D1PreparedStatement {
  bind(...values: (string | number | null)[]): D1PreparedStatement;
}

/** The options of `d1Storage`. */
export interface D1Options {
  /**
   * The prefix of every table name: at most 41 letters, digits and `_`, the first not a digit. It
   * cannot begin with `sqlite_`. Default `topup_`.
   */
  table_prefix?: string;
  /** Replaces the database's clock, for simulations only. It returns Unix milliseconds. */
  clock?: () => number;
}

const OPTIONS: KnownOptions<D1Options> = { table_prefix: true, clock: true };

/**
 * Matches errors that may be retried:
 * https://developers.cloudflare.com/d1/best-practices/retry-queries
 */
const TRANSIENT =
  /Network connection lost|storage caused object to be reset|reset because its code was updated|transient issue on remote node/;

/**
 * Creates the storage in a D1 database. Throws `configuration` if the binding is missing or not
 * that of a D1 database, if the prefix is not valid, or if an option is unknown.
 */
export function d1Storage(database: D1Database, options: D1Options = {}): Storage {
  assertKnownOptions("d1Storage", options, OPTIONS);
  if (typeof database?.batch !== "function")
    throw new PaymentError(
      "configuration",
      "`d1Storage` needs the binding of a D1 database, such as `env.DB`: name it in `d1_databases` of your wrangler configuration.",
    );
  return createSqlStorage(createDriver(database, options), sqliteDialect(options));
}

/**
 * Returns SQL statements for your own migration tool, to be run one by one. Without `from` they
 * create the tables and may be run again. With `from` they upgrade tables of that version and may
 * be run only once. Throws `configuration` if the prefix or the version is not valid.
 */
export function d1Migrations({
  from,
  ...options
}: Pick<D1Options, "table_prefix"> & { from?: number } = {}): string[] {
  return printMigrations(sqliteDialect(options), from);
}

function createDriver(database: D1Database, options: D1Options): SqlDriver {
  function bound(statement: Statement): D1PreparedStatement {
    const { text, names } = positional(statement.text, () => "?");
    return database.prepare(text).bind(...boundValues(names, statement, options));
  }
  async function attempt(statements: readonly Statement[]): Promise<SqlRow[]> {
    const results = await database.batch(statements.map(bound));
    return rowsOf(results.at(-1)?.results ?? []);
  }
  return {
    async batch(statements): Promise<SqlRow[]> {
      try {
        return await attempt(statements).catch(async (error: unknown) => {
          if (!TRANSIENT.test(String(error))) throw error;
          // Pause, and run the batch once more. A batch may be repeated even if it was committed
          // and only D1's answer was lost.
          await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 100));
          return await attempt(statements);
        });
      } catch (error) {
        throw new PaymentError("storage_unavailable", messageFor(String(error)), {
          cause: error,
          retry_after_ms: 5_000,
        });
      }
    },
    close: async () => {},
  };
}

/** Returns the message for the operator. D1's own text stays in the `cause`. */
function messageFor(text: string): string {
  if (/overloaded|exceeded timeout|CPU time limit/.test(text))
    return "The database is busy; try again in a few seconds.";
  if (/Exceeded maximum DB size|maximum account storage/.test(text))
    return "The D1 database is full.";
  return "D1 cannot be used: check its binding and that the database exists.";
}
