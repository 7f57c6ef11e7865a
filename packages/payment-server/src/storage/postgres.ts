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
 */
import type { Storage } from "../core/storage.ts";
import { PaymentError } from "../errors.ts";
import { positional, type SqlDriver, type SqlRow, type Statement } from "./sql/seam.ts";
import { createSqlStorage } from "./sql/storage.ts";

/** As much of `pg`'s `Pool` as is used; Neon's serverless pool has the same face. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  end(): Promise<void>;
  on?(event: "connect", listener: (client: PostgresClient) => void): unknown;
}

/** As much of `pg`'s `PoolClient` as is used. */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<{ rows: unknown[] }>;
  release(destroy?: boolean): void;
  on?(event: "error", listener: () => void): unknown;
}

export interface PostgresQuery {
  text: string;
  values?: unknown[];
  name?: string;
  types?: { getTypeParser(oid: number): (text: string) => unknown };
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

/** A server that does not answer for so long is out of reach. */
const ANSWER_MS = 8_000;
const BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";
/** Serialization failure, deadlock, lock not available in time: others were in the way. */
const IN_THE_WAY: ReadonlySet<string> = new Set(["40001", "40P01", "55P03"]);
/** Asked of the connection, since a role or a database may have its own setting. */
const WARNINGS = `SELECT 'PostgreSQL runs with ' || name || '=off: a crash may lose what was committed, credits noted as done among it. Turn it on.' AS warning
  FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`;
/** bigint, integer and double precision; all of ours are safe integers. The rest is text. */
const NUMBERS: ReadonlySet<number> = new Set([20, 23, 701]);
const types = { getTypeParser: (oid: number) => (text: string): unknown => (NUMBERS.has(oid) ? Number(text) : text) };

/** Storage in a PostgreSQL database. Throws `configuration` if the URL, the prefix or the schema cannot be used; a database out of reach fails the calls, not this. */
export function postgresStorage(database: PostgresPool | string, options: PostgresOptions = {}): Storage {
  const { table_prefix = "topup_", schema } = options;
  if (!/^[a-z_][a-z0-9_]{0,30}$/.test(table_prefix)) throw configuration("`table_prefix` must be at most 31 small letters, digits and underscores, and begin with no digit.");
  if (schema !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) throw configuration("`schema` must be at most 63 small letters, digits and underscores, and begin with no digit.");
  const now = options.clock === undefined ? "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)" : "CAST(:clock AS BIGINT)";
  const prefix = schema === undefined ? table_prefix : `${schema}.${table_prefix}`;
  const locks = { row: "FOR UPDATE", skip: "FOR UPDATE SKIP LOCKED", schema: `SELECT pg_advisory_xact_lock(hashtext('${prefix}migrate'))` };
  return createSqlStorage(createDriver(database, options), { prefix, index_prefix: table_prefix, now, locks, warnings: WARNINGS }, { migrate_on_use: true });
}

function createDriver(database: PostgresPool | string, options: PostgresOptions): SqlDriver {
  const busy_ms = options.busy_ms ?? 3_000;
  const texts = new Map<string, { text: string; names: string[]; name: string }>();
  const begin = `${BEGIN}; SET LOCAL lock_timeout = ${busy_ms}; SET LOCAL statement_timeout = ${ANSWER_MS}; SET LOCAL idle_in_transaction_session_timeout = ${ANSWER_MS}`;
  const connect = connector(database, options);

  /** Each text is translated once, and named by what it says, so that two storages may share a pool. */
  function query({ text, values }: Statement): PostgresQuery {
    let known = texts.get(text);
    if (known === undefined) {
      const made = positional(text, (index) => `$${index}`);
      texts.set(text, (known = { ...made, name: `topup_${digest(made.text)}` }));
    }
    const bound = known.names.map((name) => (name === "clock" ? (options.clock?.() ?? null) : (values[name] ?? null)));
    return { text: known.text, values: bound, types, ...(options.prepare === false ? {} : { name: known.name }) };
  }

  async function transact(client: PostgresClient, statements: readonly Statement[]): Promise<SqlRow[]> {
    const [only] = statements;
    if (statements.length === 1 && only !== undefined) return (await client.query(query(only))).rows as SqlRow[];
    await client.query({ text: begin });
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query(query(statement))).rows;
    await client.query({ text: "COMMIT" });
    return rows as SqlRow[];
  }

  /** A connection on which something went wrong is not used again: what it was in the middle of ends with it. */
  async function attempt(statements: readonly Statement[]): Promise<SqlRow[]> {
    const connecting = connect();
    const client = await inTime(connecting).catch((error: unknown) => {
      // A pool of the host's may be patient: what it hands out after we have gone would be missing in it for ever.
      connecting.then((late) => late.release(), () => {});
      throw error;
    });
    listen(client);
    try {
      const rows = await inTime(transact(client, statements));
      client.release();
      return rows;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  return {
    async batch(statements): Promise<SqlRow[]> {
      const give_up_at = performance.now() + busy_ms;
      for (let tried = 1; ; tried += 1) {
        try {
          return await attempt(statements);
        } catch (error) {
          // Every verb may be repeated though its answer was lost: a connection that broke is tried once more.
          const again = IN_THE_WAY.has(codeOf(error)) || (tried === 1 && isBroken(error));
          if (!again || performance.now() > give_up_at) throw unavailable(error);
        }
        await new Promise((resolve) => setTimeout(resolve, tried * (5 + Math.random() * 20)));
      }
    },
    close: async () => await connect.close(),
  };
}

/** Once for each, however many storages share its pool. */
const heard = new WeakSet<PostgresPool | PostgresClient>();

/**
 * A connection that breaks between two queries says so by an event, which would end the process if nobody listened; the
 * next query says it again. A new one may break in the very packet in which it becomes ready, before `connect()` resolves:
 * so the pool's own event is listened to as well.
 */
function listen(client: PostgresClient): void {
  if (heard.has(client)) return;
  heard.add(client);
  client.on?.("error", () => {});
}

function listenToAll(pool: PostgresPool): void {
  if (heard.has(pool)) return;
  heard.add(pool);
  pool.on?.("connect", listen);
}

interface Connect {
  (): Promise<PostgresClient>;
  close(): Promise<void>;
}

/** From a URL a pool of our own, made at the first use and ended with the storage; a pool that was given is left as it is. */
function connector(database: PostgresPool | string, { max_connections = 10 }: PostgresOptions): Connect {
  if (typeof database !== "string") {
    if (typeof database?.connect !== "function") throw configuration("`postgresStorage` needs a URL such as `postgres://user@host/database`, or a `Pool` of `pg`.");
    listenToAll(database);
    return Object.assign(async () => await database.connect(), { close: async () => {} });
  }
  if (!URL.canParse(database) || !/^postgres(ql)?:$/.test(new URL(database).protocol)) throw configuration("`postgresStorage` needs a URL such as `postgres://user@host/database`, or a `Pool` of `pg`.");
  let pool: Promise<PostgresPool> | null = null;
  const open = async (): Promise<PostgresPool> => {
    const { Pool } = (await import("pg").catch((error: unknown) => {
      throw new PaymentError("configuration", "`postgresStorage` needs the package `pg`: install it beside @x/payment-server.", { cause: error });
    })).default;
    const made = new Pool({ connectionString: database, max: max_connections, connectionTimeoutMillis: 3_000, keepAlive: true });
    // An idle connection that breaks is replaced; without a listener it would end the process.
    made.on("error", () => {});
    listenToAll(made as PostgresPool);
    return made as PostgresPool;
  };
  return Object.assign(async () => await (await (pool ??= open())).connect(), {
    async close() {
      const ending = pool;
      pool = null;
      await (await ending)?.end();
    },
  });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("PostgreSQL did not answer in time")), ANSWER_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : null;
  return typeof code === "string" ? code : "";
}

/** The connection is gone: the server stopped it, or the way to it was cut. */
function isBroken(error: unknown): boolean {
  return /^(08|57P0)|^(ECONNRESET|EPIPE)$/.test(codeOf(error)) || /Connection terminated|connection is closed|not queryable/i.test(error instanceof Error ? error.message : "");
}

function unavailable(error: unknown): PaymentError {
  if (error instanceof PaymentError) return error;
  const code = codeOf(error);
  const message = SENTENCES[code] ?? (IN_THE_WAY.has(code) ? "The database is busy; try again in a few seconds." : "PostgreSQL cannot be used: check its address, that it runs, and that it takes more connections.");
  return new PaymentError("storage_unavailable", message, { cause: error, retry_after_ms: 5_000 });
}

/** What an operator can mend, by SQLSTATE. */
const SENTENCES: Readonly<Record<string, string>> = {
  "28P01": "PostgreSQL refuses the password: check the URL.",
  "28000": "PostgreSQL refuses this user: check the URL and pg_hba.conf.",
  "3D000": "There is no such database: check the URL, or create it.",
  "3F000": "There is no such schema: create it, or check `schema`.",
  "42501": "The database user may not do this: grant it CREATE on the schema, or run the migration as its owner.",
  "42P01": "A table is missing: run the migration.",
  "25006": "The database is read-only: this is a replica, or it was set so.",
  "53100": "The database's disk is full.",
  "53300": "PostgreSQL takes no more connections: lower `max_connections` of the pool, or raise it on the server.",
};

/** A short name for a text (FNV-1a, 53 bits); names of prepared statements may have 63 bytes. */
function digest(text: string): string {
  let [a, b] = [0x811c9dc5, 0x1b873593];
  for (let at = 0; at < text.length; at += 1) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(at), 0x85ebca6b);
  }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}

function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}
