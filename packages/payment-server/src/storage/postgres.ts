/**
 * PostgreSQL (12 and newer): many processes on many machines share one database.
 *
 * ```ts
 * import { postgresStorage } from "@x/payment-server/storage/postgres";
 * const storage = postgresStorage(process.env.DATABASE_URL); // or a `Pool` of `pg` that you have
 * ```
 *
 * Needs `pg`, or a pool of the same shape. Every verb is one transaction under READ COMMITTED; leases run by the database's clock.
 * A 2xx is as durable as the database is: `synchronous_commit` and `fsync` must be on. Tables are made at the first use.
 *
 * In transactional mode `extra.tx` is a client of the pool, lent inside an open transaction until `finishTopup` returns: name
 * its type for your code, as in `postgresStorage<PoolClient>(pool)`.
 */
import type { TransactionalStorage } from "../core/storage.ts";
import {
  ANSWER_MS,
  connector,
  inTime,
  listen,
  type PostgresClient,
  type PostgresPool,
} from "./postgres/connection.ts";
import { createTransactions, type BoundQuery } from "./postgres/transaction.ts";
import { isBroken, isInTheWay, unavailable } from "./postgres/errors.ts";
import { printMigrations } from "./sql/migrate.ts";
import { postgresDialect } from "./sql/postgres-dialect.ts";
import {
  positional,
  type SqlRow,
  type Statement,
  type TransactionalSqlDriver,
} from "./sql/driver.ts";
import { createTransactionalSqlStorage } from "./sql/storage.ts";

export type { PostgresClient, PostgresPool, PostgresQuery } from "./postgres/connection.ts";

/** What a host that names no library finds in `extra.tx`: a client of `pg`. */
export interface PostgresTransaction {
  query(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
}

export interface PostgresOptions {
  /** Put before every table name; letters, digits and `_`. Default `topup_`. */
  table_prefix?: string;
  /** Where the tables are, such as `billing`; it must exist. Default the connection's own `search_path`. */
  schema?: string;
  /** How long a call waits for locks, and repeats what others have made fail, in milliseconds. Default 3,000. */
  busy_ms?: number;
  /** Connections of the pool that is made from a URL. Default 10. */
  max_connections?: number;
  /** Prepared statements, named; `false` behind a PgBouncer older than 1.21. Default `true`. */
  prepare?: boolean;
  /** Replaces the database's clock, for simulations only. Unix milliseconds. */
  clock?: () => number;
}

const BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";
/** Asked of the connection, since a role or a database may have its own setting. */
const WARNINGS = `SELECT 'PostgreSQL runs with ' || name || '=off: a crash may lose what was committed, credits noted as done among it. Turn it on.' AS warning
  FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`;
/** bigint, integer and double precision; all of ours are safe integers. The rest is text. */
const NUMBERS: ReadonlySet<number> = new Set([20, 23, 701]);
const types = {
  getTypeParser:
    (oid: number) =>
    (text: string): unknown =>
      NUMBERS.has(oid) ? Number(text) : text,
};

/** Storage in a PostgreSQL database. Throws `configuration` if the URL, the prefix or the schema cannot be used; a database out of reach fails the calls, not this. */
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
    warnings: WARNINGS,
  });
}

/** What a migration of your own has to run, one by one: the tables, as often as it likes; with `from`, what was added since that version, once. A function, since a migration has no storage. Throws `configuration` if the prefix or the schema cannot be used. */
export function postgresMigrations({
  from,
  ...options
}: Pick<PostgresOptions, "table_prefix" | "schema"> & { from?: number } = {}): string[] {
  return printMigrations(postgresDialect(options), from);
}

function createDriver(
  database: PostgresPool | string,
  options: PostgresOptions,
): TransactionalSqlDriver<PostgresClient> {
  const busy_ms = options.busy_ms ?? 3_000;
  const texts = new Map<string, { text: string; names: string[]; name: string }>();
  const limits = `SET LOCAL lock_timeout = ${busy_ms}; SET LOCAL statement_timeout = ${ANSWER_MS}; SET LOCAL idle_in_transaction_session_timeout = ${ANSWER_MS}`;
  const connect = connector(database, options);

  /** Each text is translated once, and named by what it says, so that two storages may share a pool. */
  function query({ text, values }: Statement): BoundQuery {
    let known = texts.get(text);
    if (known === undefined) {
      const made = positional(text, (index) => `$${index}`);
      texts.set(text, (known = { ...made, name: `topup_${digest(made.text)}` }));
    }
    const bound = known.names.map((name) =>
      name === "clock" ? (options.clock?.() ?? null) : (values[name] ?? null),
    );
    return {
      text: known.text,
      values: bound,
      types,
      ...(options.prepare === false ? {} : { name: known.name }),
    };
  }

  /** A statement of its own runs as the server's default says, and may be refused there for each change beside it: repeated, it runs as ours says. */
  async function transact(
    client: PostgresClient,
    statements: readonly Statement[],
    repeated: boolean,
  ): Promise<SqlRow[]> {
    const [only] = statements;
    if (!repeated && statements.length === 1 && only !== undefined)
      return (await client.query(query(only))).rows as SqlRow[];
    await client.query({ text: `${BEGIN}; ${limits}` });
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query(query(statement))).rows;
    await client.query({ text: "COMMIT" });
    return rows as SqlRow[];
  }

  async function checkOut(): Promise<PostgresClient> {
    const connecting = connect();
    const client = await inTime(connecting).catch((error: unknown) => {
      // A pool of the host's may be patient: what it hands out after we have gone would be missing in it for ever.
      connecting.then(
        (late) => late.release(),
        () => {},
      );
      throw error;
    });
    listen(client);
    return client;
  }

  /** A connection on which something went wrong is not used again: what it was in the middle of ends with it. */
  async function attempt(statements: readonly Statement[], repeated: boolean): Promise<SqlRow[]> {
    const client = await checkOut();
    let whole = false;
    try {
      const rows = await inTime(transact(client, statements, repeated));
      whole = true;
      return rows;
    } finally {
      client.release(!whole);
    }
  }

  return {
    async batch(statements): Promise<SqlRow[]> {
      const give_up_at = performance.now() + busy_ms;
      for (let tried = 1; ; tried += 1) {
        try {
          return await attempt(statements, tried > 1);
        } catch (error) {
          // Every verb may be repeated though its answer was lost: a connection that broke is tried once more.
          const again = isInTheWay(error) || (tried === 1 && isBroken(error));
          if (!again || performance.now() > give_up_at) throw unavailable(error);
        }
        await new Promise((resolve) => setTimeout(resolve, tried * (5 + Math.random() * 20)));
      }
    },
    // PostgreSQL keeps a transaction that has failed until somebody ends it.
    rolledBack: () => false,
    transaction: createTransactions({ checkOut, begin: BEGIN, limits, query }),
    close: async () => await connect.close(),
  };
}

/** A short name for a text (FNV-1a, 53 bits); names of prepared statements may have 63 bytes. */
function digest(text: string): string {
  let [a, b] = [0x811c9dc5, 0x1b873593];
  for (let at = 0; at < text.length; at += 1) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(at), 0x85ebca6b);
  }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}
