import { PaymentError } from "../../errors.ts";
import {
  read,
  rowsOf,
  type SqlRow,
  type Statement,
  type TransactionalSqlDriver,
} from "../sql/driver.ts";
import { createBinder, type BindOptions, type BoundQuery } from "./bound-query.ts";
import {
  ANSWER_TIMEOUT_MS,
  createConnector,
  ignoreErrors,
  withTimeout,
  type Connector,
  type PostgresClient,
  type PostgresPool,
} from "./connection.ts";
import { isCanceled, isConflict, isConnectionLost, unavailable } from "./errors.ts";
import { pipelineClient, sendPipeline } from "./pipeline.ts";
import { createTransactions } from "./transaction.ts";

/** The options of the storage that its driver needs. */
export interface DriverOptions extends BindOptions {
  busy_ms?: number;
  max_connections?: number;
}

const BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";
const COMMIT = "COMMIT";

/** Creates the driver of a storage. Each batch takes a connection from the pool. */
export function createDriver(
  database: PostgresPool | string | undefined,
  options: DriverOptions,
): TransactionalSqlDriver<PostgresClient> {
  const busy_ms = options.busy_ms ?? 3_000;
  const limits = limitsOf({
    lock_timeout: busy_ms,
    statement_timeout: ANSWER_TIMEOUT_MS,
    idle_in_transaction_session_timeout: ANSWER_TIMEOUT_MS,
  });
  const connect = createConnector(database, options);
  const bind = createBinder(options);
  const checkOut = async (): Promise<PostgresClient> => await checkOutFrom(connect);

  /** Runs a batch once. If it fails, the connection is closed, which also ends its transaction. */
  async function attempt(statements: readonly Statement[], is_retry: boolean): Promise<SqlRow[]> {
    const client = await checkOut();
    let succeeded = false;
    try {
      const batch = { statements, bind, limits, is_retry };
      const rows = await withTimeout(transact(client, batch));
      succeeded = true;
      return rows;
    } finally {
      client.release(!succeeded);
    }
  }

  return {
    async batch(statements): Promise<SqlRow[]> {
      const give_up_at = performance.now() + busy_ms;
      for (let tried = 1; ; tried += 1) {
        try {
          return await attempt(statements, tried > 1);
        } catch (error) {
          // A batch may be repeated even if it was committed and only the server's answer was lost.
          // A lost connection or a canceled statement is retried only if it ended the first
          // attempt. If a retry loses its connection, the server is probably down. A statement of a
          // retry already has our own time limits.
          const may_retry =
            isConflict(error) || (tried === 1 && (isConnectionLost(error) || isCanceled(error)));
          if (!may_retry || performance.now() > give_up_at) throw unavailable(error);
        }
        await new Promise((resolve) => setTimeout(resolve, tried * (5 + Math.random() * 20)));
      }
    },
    // PostgreSQL keeps a failed transaction open. An error that ends it also ends the connection.
    endsTransaction: () => false,
    transaction: createTransactions({ checkOut, begin: BEGIN, limits, bind }),
    close: async () => await connect.close(),
  };
}

/** Returns the SELECT that sets the limits until the transaction ends. */
function limitsOf(limits: Readonly<Record<string, number>>): string {
  const sets = Object.entries(limits).map(
    ([name, ms]) => `pg_catalog.set_config('${name}', '${ms}', true)`,
  );
  return `SELECT ${sets.join(", ")}`;
}

/**
 * The largest number of connections that are closed in the search for one that is not in a
 * transaction. If none is found by then, all connections of the pool are probably in a transaction,
 * as in a test that rolls everything back.
 */
const MOST_IN_USE = 100;

/**
 * Takes from the pool a connection that is not in a transaction. If the host has returned a
 * connection to the pool inside a transaction, closes that connection, which rolls the transaction
 * back. Otherwise our COMMIT would commit what the host has left unfinished. A client without
 * `getTransactionStatus` counts as outside of a transaction. Throws `configuration` after
 * `MOST_IN_USE` connections were closed.
 */
async function checkOutFrom(connect: Connector): Promise<PostgresClient> {
  for (let closed = 0; closed < MOST_IN_USE; closed += 1) {
    const client = await connectionFrom(connect);
    if (!/^[TE]$/.test(client.getTransactionStatus?.() ?? "I")) return client;
    client.release(true);
  }
  throw new PaymentError("configuration", ALL_IN_USE);
}

const ALL_IN_USE =
  "Every connection of the pool is inside a transaction of the application: pass a pool whose connections are outside of one, and let tests use a schema of their own in place of a rollback.";

/**
 * Takes a connection from the pool. Throws if the pool has none within `ANSWER_TIMEOUT_MS`, or
 * throws itself.
 */
async function connectionFrom(connect: Connector): Promise<PostgresClient> {
  const connecting = connect();
  const client = await withTimeout(connecting).catch((error: unknown) => {
    // The host's pool may wait longer than this timeout. If the pool provides a connection
    // afterwards, release that connection, or the pool would lose it permanently.
    connecting.then(
      (late) => late.release(),
      () => {},
    );
    throw error;
  });
  ignoreErrors(client);
  return client;
}

/** A batch to run on one connection. */
interface Batch {
  statements: readonly Statement[];
  bind(statement: Statement): BoundQuery;
  /** The SELECT that limits how long each statement of the transaction may take. */
  limits: string;
  is_retry: boolean;
}

/**
 * Runs a batch in one transaction and returns the rows of its last statement. If possible, the
 * whole batch is sent in one round trip. At the first attempt, a single statement is sent without
 * BEGIN and COMMIT, so it runs under the session's default isolation level. If that level is
 * stricter than READ COMMITTED, PostgreSQL may refuse the statement because of concurrent changes.
 * Therefore a retry always runs in a transaction.
 */
async function transact(
  client: PostgresClient,
  { statements, bind, limits, is_retry }: Batch,
): Promise<SqlRow[]> {
  const [only] = statements;
  if (!is_retry && statements.length === 1 && only !== undefined)
    return rowsOf((await client.query(bind(only))).rows);
  const pipelined = pipelineClient(client);
  if (pipelined !== null) {
    const texts = [read(BEGIN), read(limits), ...statements, read(COMMIT)];
    const rows = await sendPipeline(pipelined, texts.map(bind));
    return rows[1 + statements.length] ?? [];
  }
  await client.query({ text: `${BEGIN}; ${limits}` });
  let rows: unknown[] = [];
  for (const statement of statements) rows = (await client.query(bind(statement))).rows;
  await client.query({ text: COMMIT });
  return rowsOf(rows);
}
