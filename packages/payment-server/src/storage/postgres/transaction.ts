import type { SqlRow, SqlValue, Statement, TransactionalSqlDriver } from "../sql/driver.ts";
import type { BoundQuery } from "./bound-query.ts";
import { withTimeout, type PostgresClient, type PostgresQuery } from "./connection.ts";
import { unavailable } from "./errors.ts";
import { createRunningQueries } from "./running-queries.ts";
import { withTransactionHandle } from "./transaction-handle.ts";

/**
 * The settings that a host may change on `tx` and that would reach our own statements after its
 * work, and the next user of the connection.
 */
const SETTINGS = [
  "search_path",
  "role",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
];
const READ_SETTINGS = `SELECT ${SETTINGS.map((name) => `current_setting('${name}') AS ${name}`).join(", ")}`;

/** What the driver provides for its transactions. */
export interface TransactionParts {
  /** Takes a connection from the pool. */
  checkOut(): Promise<PostgresClient>;
  /** The statement that begins a transaction. */
  begin: string;
  /** The statements that limit the time of each statement until the transaction ends. */
  limits: string;
  bind(statement: Statement): BoundQuery;
}

/**
 * Creates the transactions of the host. None is retried, since the host's own work may be what
 * failed. A connection on which something failed is closed: a host that continues after a failure
 * finds its connection ended.
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
      const restore = restoreSettings(settings?.[0] ?? {}, limits);
      const run = async (statements: readonly Statement[]): Promise<SqlRow[]> => {
        // `pg` would queue our statement behind the host's query, which may take longer than the
        // request.
        if (running.any()) throw unavailable(null);
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

/** Sends a query and returns the rows of each of its statements. Throws `storage_unavailable`. */
async function send(client: PostgresClient, query: PostgresQuery): Promise<SqlRow[][]> {
  try {
    const result: unknown = await withTimeout(client.query(query));
    return [result].flat().map((one) => (Reflect.get(Object(one), "rows") ?? []) as SqlRow[]);
  } catch (error) {
    throw unavailable(error);
  }
}

/**
 * Returns the SQL that restores the settings of the connection, for the session too, since a plain
 * SET outlives the transaction. The deferred constraints of the host are checked first: their
 * triggers may depend on what the host has set.
 */
function restoreSettings(settings: SqlRow, limits: string): string {
  const sets = Object.entries(settings).map(
    ([name, value]) => `pg_catalog.set_config('${name}', ${literal(String(value))}, false)`,
  );
  return `SET CONSTRAINTS ALL IMMEDIATE; SELECT ${sets.join(", ")}; ${limits}`;
}

/**
 * Puts `before` in front of a query, so that both cost one round trip. PostgreSQL takes several
 * statements in one text only without parameters, so the values become literals.
 */
function inlined(before: string, { text, values, types }: BoundQuery): PostgresQuery {
  const inline = text.replace(/\$(\d+)/g, (_, index: string) =>
    literal(values[Number(index) - 1] ?? null),
  );
  return { text: `${before}; ${inline}`, ...(types === undefined ? {} : { types }) };
}

/** Quotes a text as an escape string, which does not depend on `standard_conforming_strings`. */
function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  return typeof value === "number" ? String(value) : `E'${value.replace(/['\\]/g, "$&$&")}'`;
}
