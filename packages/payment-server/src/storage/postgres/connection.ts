import { PaymentError } from "../../errors.ts";

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

/** A server that does not answer for so long is out of reach. */
export const ANSWER_MS = 8_000;

/** A way to connections, and its end. */
export interface Connect {
  (): Promise<PostgresClient>;
  close(): Promise<void>;
}

/** From a URL a pool of our own, made at the first use and ended with the storage; a pool that was given is left as it is. */
export function connector(
  database: PostgresPool | string,
  { max_connections = 10 }: { max_connections?: number },
): Connect {
  if (typeof database !== "string") {
    if (typeof database?.connect !== "function")
      throw configuration(
        "`postgresStorage` needs a URL such as `postgres://user@host/database`, or a `Pool` of `pg`.",
      );
    listenToAll(database);
    return Object.assign(async () => await database.connect(), { close: async () => {} });
  }
  if (!URL.canParse(database) || !/^postgres(ql)?:$/.test(new URL(database).protocol))
    throw configuration(
      "`postgresStorage` needs a URL such as `postgres://user@host/database`, or a `Pool` of `pg`.",
    );
  let pool: Promise<PostgresPool> | null = null;
  const open = async (): Promise<PostgresPool> => {
    const { Pool } = (
      await import("pg").catch((error: unknown) => {
        throw new PaymentError(
          "configuration",
          "`postgresStorage` needs the package `pg`: install it beside @x/payment-server.",
          { cause: error },
        );
      })
    ).default;
    const made = new Pool({
      connectionString: database,
      max: max_connections,
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
    });
    // An idle connection that breaks is replaced; without a listener it would end the process.
    made.on("error", () => {});
    listenToAll(made as PostgresPool);
    return made as PostgresPool;
  };
  return Object.assign(async () => await (await (pool ??= open())).connect(), {
    async close() {
      const ending = pool;
      pool = null;
      await (await ending?.catch(() => null))?.end();
    },
  });
}

/** Waits for the server no longer than it may take. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
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

/** Once for each, however many storages share its pool. */
const heard = new WeakSet<PostgresPool | PostgresClient>();

/**
 * A connection that breaks between two queries says so by an event, which would end the process if nobody listened; the
 * next query says it again. A new one may break in the very packet in which it becomes ready, before `connect()` resolves:
 * so the pool's own event is listened to as well.
 */
export function listen(client: PostgresClient): void {
  if (heard.has(client)) return;
  heard.add(client);
  client.on?.("error", () => {});
}

function listenToAll(pool: PostgresPool): void {
  if (heard.has(pool)) return;
  heard.add(pool);
  pool.on?.("connect", listen);
}

function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}
