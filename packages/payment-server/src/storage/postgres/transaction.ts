import {
  rowsOf,
  type SqlRow,
  type SqlValue,
  type Statement,
  type TransactionalSqlDriver,
} from "../sql/driver.ts";
import type { BoundQuery } from "./bound-query.ts";
import { withTimeout, type PostgresClient, type PostgresQuery } from "./connection.ts";
import { unavailable } from "./errors.ts";
import { pipelineClient, sendPipeline } from "./pipeline.ts";
import { createRunningQueries } from "./running-queries.ts";
import { withTransactionHandle } from "./transaction-handle.ts";

/**
 * The settings that are restored after the host's work. Otherwise the values that the host has set
 * on `tx` would apply to our own statements and to the next user of the connection.
 */
const SETTINGS = [
  "search_path",
  "role",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
  // Otherwise a later commit on this connection could be answered before it is durable.
  "synchronous_commit",
];
const READ_SETTINGS = `SELECT ${SETTINGS.map((name) => `current_setting('${name}') AS ${name}`).join(", ")}`;

/** The parts of the driver that its transactions use. */
export interface TransactionParts {
  /** Takes a connection from the pool. */
  checkOut(): Promise<PostgresClient>;
  /** The statement that begins a transaction. */
  begin: string;
  /** The SQL that limits how long each statement of the transaction may take. */
  limits: string;
  bind(statement: Statement): BoundQuery;
}

/**
 * Creates the function that runs the host's work in a transaction. The transaction is never
 * retried, because the host's work must not run twice. After a failure the connection is closed, so
 * that a host that continues to use the connection gets an error.
 */
export function createTransactions({
  checkOut,
  begin,
  limits,
  bind,
}: TransactionParts): TransactionalSqlDriver<PostgresClient>["transaction"] {
  return async (body) => {
    const client = await checkOut().catch((error: unknown) => {
      throw unavailable(error);
    });
    const running = createRunningQueries();
    let [committed, host_called] = [false, false];
    try {
      const [, settings] = await send(client, { text: `${begin}; ${READ_SETTINGS}; ${limits}` });
      const restore = restoreSettings(settings?.[0] ?? [], limits);
      const run = async (statements: readonly Statement[]): Promise<SqlRow[]> => {
        // Fail at once if a query of the host still runs. `pg` would queue our statement behind
        // that query, which may take longer than the request.
        if (running.any()) throw unavailable(null);
        const pipelined = host_called ? null : pipelineClient(client);
        if (pipelined !== null)
          return (
            (await answered(sendPipeline(pipelined, statements.map(bind))))[
              statements.length - 1
            ] ?? []
          );
        let rows: SqlRow[] = [];
        for (const statement of statements) {
          const query = bind(statement);
          rows = (await send(client, host_called ? inlined(restore, query) : query)).at(-1) ?? [];
        }
        return rows;
      };
      const result = await body(run, async (work) => {
        host_called = true;
        await withTransactionHandle(client, work, running);
      });
      await send(client, { text: "COMMIT" });
      committed = true;
      return result;
    } finally {
      client.release(!committed);
    }
  };
}

/**
 * Sends a query and returns the rows of each of its statements. Throws `storage_unavailable` if it
 * fails.
 */
async function send(client: PostgresClient, query: PostgresQuery): Promise<SqlRow[][]> {
  const result: unknown = await answered(client.query({ ...query, rowMode: "array" }));
  return [result]
    .flat()
    .map((one) => rowsOf((Reflect.get(Object(one), "rows") ?? []) as unknown[]));
}

/** Waits for the answer to a query. Throws `storage_unavailable` if it fails or takes too long. */
async function answered<T>(query: Promise<T>): Promise<T> {
  try {
    return await withTimeout(query);
  } catch (error) {
    throw unavailable(error);
  }
}

/**
 * Returns the SQL that restores the settings. They are restored for the session and not only for
 * the transaction, because a plain SET outlives the transaction. The SQL first checks the host's
 * deferred constraints, because their triggers may depend on the host's settings. At the end the
 * SQL sets our time limits again.
 */
function restoreSettings(settings: SqlRow, limits: string): string {
  const sets = SETTINGS.map(
    (name, index) => `pg_catalog.set_config('${name}', ${literal(String(settings[index]))}, false)`,
  );
  return `SET CONSTRAINTS ALL IMMEDIATE; SELECT ${sets.join(", ")}; ${limits}`;
}

/**
 * Puts the SQL text `before` in front of a query, so that both are sent in one round trip. The
 * query's values are inserted as literals, because PostgreSQL accepts several statements in one
 * text only if there are no parameters.
 */
function inlined(before: string, { text, values, types }: BoundQuery): PostgresQuery {
  const inline = text.replace(/\$(\d+)/g, (_, index: string) =>
    literal(values[Number(index) - 1] ?? null),
  );
  return { text: `${before}; ${inline}`, ...(types === undefined ? {} : { types }) };
}

/**
 * Formats a value as a SQL literal. A text becomes an escape string (`E'…'`), whose meaning does
 * not depend on `standard_conforming_strings`.
 */
function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  return typeof value === "number" ? String(value) : `E'${value.replace(/['\\]/g, "$&$&")}'`;
}
