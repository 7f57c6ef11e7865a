/**
 * PostgreSQL (12 and newer) through postgres.js, for hosts that use postgres.js and not `pg`.
 *
 * ```ts
 * import postgres from "postgres";
 * import { postgresjsStorage } from "@x/payment-server/storage/postgresjs";
 * const storage = postgresjsStorage(postgres("postgres://app@db.example/shop"));
 * ```
 *
 * The storage is `postgresStorage` on connections that are reserved from postgres.js, with the same
 * guarantees and tables. In transactional mode `extra.tx` is such a connection, with the method
 * `query(text, values)`. `tx` stops working when `finishTopup` returns, throws or times out.
 */
import type { TransactionalStorage } from "../core/storage.ts";
import { PaymentError } from "../errors.ts";
import {
  postgresStorage,
  type PostgresClient,
  type PostgresOptions,
  type PostgresPool,
  type PostgresQuery,
  type PostgresTransaction,
} from "./postgres.ts";

/** Keeps a byte order mark at the beginning of a text, which belongs to the text. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The methods of postgres.js that are used. */
export interface PostgresJs {
  reserve(): Promise<ReservedConnection>;
}

interface ReservedConnection {
  unsafe(text: string, values?: never[], options?: { prepare?: boolean }): PendingQuery;
  release(): void;
}

/**
 * A query that is sent when it is awaited. If its text has several statements, it resolves to a
 * list of results, as with `pg`.
 */
interface PendingQuery extends PromiseLike<Result | Result[]> {
  /** Returns the query with rows whose values are bytes. The host's parsers do not convert them. */
  raw(): PromiseLike<RawResult | RawResult[]>;
}

type Result = readonly object[] & { command: string; count: number };
type RawResult = readonly (readonly (Uint8Array | null)[])[] & {
  command: string;
  columns?: readonly { name: string; type: number }[];
};
type Types = NonNullable<PostgresQuery["types"]>;

/**
 * The options of `postgresStorage` without `max_connections`, since postgres.js has its own `max`.
 */
export type PostgresJsOptions = Omit<PostgresOptions, "max_connections">;

/**
 * Creates the storage on the connections of postgres.js, and never ends them. Throws
 * `configuration` if `sql` is not that of postgres.js 3.4 or newer, if the prefix or the schema is
 * not valid, or if an option is unknown.
 */
export function postgresjsStorage(
  sql: PostgresJs,
  options: PostgresJsOptions = {},
): TransactionalStorage<PostgresTransaction> {
  if (typeof sql?.reserve !== "function")
    throw new PaymentError(
      "configuration",
      "`postgresjsStorage` needs the `sql` of postgres.js 3.4 or newer, as in `postgresjsStorage(postgres(url))`.",
    );
  const pool: PostgresPool = {
    connect: async () => clientOf(await sql.reserve()),
    end: async () => {},
  };
  return postgresStorage(pool, options);
}

/** Makes a reserved connection look like a client of `pg`. */
function clientOf(connection: ReservedConnection): PostgresClient {
  let released = false;
  const client = {
    async query(given: PostgresQuery | string, values?: unknown[]) {
      if (released) throw new Error("the connection was released");
      const query: PostgresQuery =
        typeof given === "string" ? { text: given, values: values ?? [] } : given;
      const { types } = query;
      return types === undefined
        ? await run(connection, query)
        : await runRaw(connection, { ...query, types });
    },
    release(failed = false) {
      if (released) return;
      released = true;
      if (!failed) return connection.release();
      // postgres.js cannot close a single connection. So an open transaction is rolled back before
      // another request gets this connection. If the connection is broken, postgres.js 3.4.9 may
      // not answer at all, or may throw outside of any call: see docs/databases.md.
      const free = (): void => connection.release();
      return void connection.unsafe("ROLLBACK").then(free, free);
    },
  };
  return client as PostgresClient;
}

/** Runs a query with `types`, which are our own parsers. They convert the values of its rows. */
async function runRaw(
  connection: ReservedConnection,
  { text, values = [], name, types }: PostgresQuery & { types: Types },
): Promise<unknown> {
  const pending = connection.unsafe(text, values as never[], { prepare: name !== undefined });
  return eachOf(await pending.raw(), (result) => ({ rows: rowsOf(result, types) }));
}

/**
 * Runs a query without `types`, such as one of the host. postgres.js converts the values of its
 * rows.
 */
async function run(
  connection: ReservedConnection,
  { text, values = [] }: PostgresQuery,
): Promise<unknown> {
  const found = await connection.unsafe(text, values as never[]);
  return eachOf(found, (result) => ({ rows: [...result], rowCount: result.count }));
}

/** Applies `read` to the result of a text with one statement, or to each result of several. */
function eachOf<T extends { command: string }>(found: T | T[], read: (result: T) => object) {
  return Reflect.has(found, "command") ? read(found as T) : (found as T[]).map(read);
}

function rowsOf(result: RawResult, types: Types): object[] {
  const columns = (result.columns ?? []).map(({ name, type }) => ({
    name,
    parse: types.getTypeParser(type),
  }));
  return result.map((row) =>
    Object.fromEntries(
      columns.map(({ name, parse }, at) => {
        const bytes = row[at] ?? null;
        return [name, bytes === null ? null : parse(decoder.decode(bytes))];
      }),
    ),
  );
}
