import { PaymentError } from "../../errors.ts";

/** As much of `Pool` of `pg` as is used. The serverless pool of Neon has the same methods. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  end(): Promise<void>;
  on?(event: "connect", listener: (client: PostgresClient) => void): unknown;
}

/** As much of `PoolClient` of `pg` as is used. */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<{ rows: unknown[] }>;
  /** Gives the connection back to its pool, or closes it if `destroy` is true. */
  release(destroy?: boolean): void;
  on?(event: "error", listener: () => void): unknown;
}

/** A query as `pg` takes it. With a `name` it is a prepared statement of its connection. */
export interface PostgresQuery {
  text: string;
  values?: unknown[];
  name?: string;
  types?: { getTypeParser(oid: number): (text: string) => unknown };
}

/** Milliseconds after which a server that has not answered counts as unreachable. */
export const ANSWER_TIMEOUT_MS = 8_000;

/** Gets connections from a pool, and ends the pool if it is ours. */
export interface Connector {
  (): Promise<PostgresClient>;
  close(): Promise<void>;
}

const NO_DATABASE =
  "`postgresStorage` needs a URL such as `postgres://user@host/database`, or a `Pool` of `pg`.";

/**
 * Creates the connector of a storage. A pool of the host is used as it is and never ended. From a
 * URL it makes a pool at the first use. Throws `configuration` if the argument is neither.
 */
export function createConnector(
  database: PostgresPool | string,
  { max_connections = 10 }: { max_connections?: number },
): Connector {
  if (typeof database === "string") return urlConnector(database, max_connections);
  if (typeof database?.connect !== "function") throw configuration(NO_DATABASE);
  ignoreErrorsOfPool(database);
  return Object.assign(async () => await database.connect(), { close: async () => {} });
}

function urlConnector(url: string, max_connections: number): Connector {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw configuration(NO_DATABASE);
  let pool: Promise<PostgresPool> | null = null;
  const connect = async (): Promise<PostgresClient> =>
    await (await (pool ??= openPool(url, max_connections))).connect();
  return Object.assign(connect, {
    async close() {
      const closing = pool;
      pool = null;
      await (await closing?.catch(() => null))?.end();
    },
  });
}

/** Imports `pg`, which only hosts with PostgreSQL have installed, and makes a pool. */
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
  // The pool replaces an idle connection that breaks, and emits an error that would end the process
  // without a listener: https://node-postgres.com/apis/pool#error
  pool.on("error", () => {});
  ignoreErrorsOfPool(pool);
  return pool;
}

/** Waits for an answer of the server. Throws an error after `ANSWER_TIMEOUT_MS`. */
export async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error("PostgreSQL did not answer in time")),
      ANSWER_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Pools and clients with a listener of ours. Several storages may share one pool. */
const with_listener = new WeakSet<PostgresPool | PostgresClient>();

/**
 * Ignores the `error` event of a connection, once for each. A connection that breaks between two
 * queries emits it, and it would end the process if there were no listener. Nothing is lost by it:
 * the next query on the connection fails with the same error.
 */
export function ignoreErrors(client: PostgresClient): void {
  if (with_listener.has(client)) return;
  with_listener.add(client);
  client.on?.("error", () => {});
}

/**
 * Ignores the errors of all new connections of a pool. A connection may break in the very packet in
 * which it becomes ready, before `connect()` resolves and its caller can listen.
 */
function ignoreErrorsOfPool(pool: PostgresPool): void {
  if (with_listener.has(pool)) return;
  with_listener.add(pool);
  pool.on?.("connect", ignoreErrors);
}

function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}
