import { PaymentError } from "../../errors.ts";

/** The methods of `pg`'s `Pool` that are used. The serverless pool of Neon has them too. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  end(): Promise<void>;
  on?(event: "connect" | "error", listener: (client: PostgresClient) => void): unknown;
}

/** The methods of `pg`'s `PoolClient` that are used. */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<{ rows: unknown[] }>;
  /** Returns the connection to its pool, or closes it if `destroy` is true. */
  release(destroy?: boolean): void;
  on?(event: "error", listener: () => void): unknown;
  listeners?(event: "error"): readonly unknown[];
  /** Returns `I` outside of a transaction, `T` inside of one, and `E` inside of a failed one. */
  getTransactionStatus?(): string | null;
}

/** A query in the form that `pg` accepts. With a `name` it is sent as a prepared statement. */
export interface PostgresQuery {
  text: string;
  values?: unknown[];
  name?: string;
  /** With `array` each row is an array of its values. */
  rowMode?: "array";
  types?: { getTypeParser(oid: number): (text: string) => unknown };
}

/** How long the pool or the server may take to answer before a call fails, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 8_000;

/** Gets connections from a pool. `close` ends the pool if the storage has created it. */
export interface Connector {
  (): Promise<PostgresClient>;
  close(): Promise<void>;
}

const NO_DATABASE =
  "`postgresStorage` needs a URL such as `postgres://user@host/database`, or a `Pool` of `pg` or of @neondatabase/serverless. Pass the URL if you use an HTTP driver; `postgresjsStorage` takes the `sql` of postgres.js.";

const NO_ADDRESS =
  "`postgresStorage` has no address: set the variable that it is read from, such as DATABASE_URL, to a URL such as `postgres://user@host/database`.";

/**
 * Creates the connector of a storage. A pool that the host passes is used and never ended. For a
 * URL, a pool is created at the first use. If `database` is missing or empty, only the calls of the
 * connector throw `configuration`, so that a build without variables can construct the storage. If
 * `database` is anything else, this function throws `configuration` itself.
 */
export function createConnector(
  database: PostgresPool | string | undefined,
  { max_connections = 10 }: { max_connections?: number },
): Connector {
  if (database === undefined || database === "")
    return Object.assign(async () => await Promise.reject(configuration(NO_ADDRESS)), {
      close: async () => {},
    });
  if (typeof database === "string") return urlConnector(database, max_connections);
  if (typeof database?.connect !== "function") throw configuration(NO_DATABASE);
  ignoreErrorsOfPool(database);
  return Object.assign(async () => await database.connect(), { close: async () => {} });
}

function urlConnector(url: string, max_connections: number): Connector {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw configuration(NO_DATABASE);
  let pool: Promise<PostgresPool> | null = null;
  const connect = async (): Promise<PostgresClient> => {
    pool ??= openPool(url, max_connections).catch((error: unknown) => {
      // Forget the failure, so that the next call tries again.
      pool = null;
      throw error;
    });
    return await (await pool).connect();
  };
  return Object.assign(connect, {
    async close() {
      const closing = pool;
      pool = null;
      await (await closing?.catch(() => null))?.end();
    },
  });
}

/**
 * Imports `pg`, an optional peer dependency, and creates a pool. Throws `configuration` if `pg` is
 * not installed.
 */
async function openPool(url: string, max_connections: number): Promise<PostgresPool> {
  const { Pool } = (
    await import("pg").catch((error: unknown) => {
      throw new PaymentError(
        "configuration",
        "`postgresStorage` needs the package `pg`: install it beside @x/payment-server.",
        { cause: error },
      );
    })
  ).default;
  const pool = new Pool({
    connectionString: url,
    max: max_connections,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
  });
  ignoreErrorsOfPool(pool);
  return pool;
}

/**
 * Waits for `work` and returns its result. Throws `storage_unavailable` if it takes longer than
 * `ANSWER_TIMEOUT_MS`.
 */
export async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(noAnswer()), ANSWER_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function noAnswer(): PaymentError {
  return new PaymentError(
    "storage_unavailable",
    `PostgreSQL did not answer within ${ANSWER_TIMEOUT_MS / 1_000} seconds: check that it can be reached, that the pool has a free connection, and that nothing holds a lock on the tables of the storage.`,
    { retry_after_ms: 5_000 },
  );
}

/** Pools and clients that have our listener already, since several storages may share one pool. */
const with_listener = new WeakSet<PostgresPool | PostgresClient>();

/**
 * Ignores the `error` event that a connection emits if it breaks between two queries. Without a
 * listener the event would end the process. The error is not lost, because the next query on the
 * connection fails. Repeated calls add no further listener.
 */
export function ignoreErrors(client: PostgresClient): void {
  // Some pools wrap their connections, and lend a new wrapper of the same connection each time.
  if (with_listener.has(client) || client.listeners?.("error").includes(ignore)) return;
  with_listener.add(client);
  client.on?.("error", ignore);
}

function ignore(): void {}

/**
 * Ignores the `error` events of a pool and of all its new connections. The pool emits this event
 * when an idle connection breaks, and replaces that connection. Without a listener the event would
 * end the process: https://node-postgres.com/apis/pool#error. The listeners of connections are
 * added here, because a connection may break before `connect()` has resolved, when the caller
 * cannot add a listener yet.
 */
function ignoreErrorsOfPool(pool: PostgresPool): void {
  if (with_listener.has(pool)) return;
  with_listener.add(pool);
  pool.on?.("connect", ignoreErrors);
  pool.on?.("error", ignore);
}

function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}
