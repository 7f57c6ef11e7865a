import type { SqlRow, SqlValue, Statement, TransactionalSqlDriver } from "../sql/driver.ts";
import { inTime, type PostgresClient, type PostgresQuery } from "./connection.ts";
import { lend } from "./lent-client.ts";
import { createRunning } from "./running.ts";
import { unavailable } from "./errors.ts";

/** What a host may set on `tx`, and under which our next statements and the next user of the connection would run. */
const SETTINGS = [
  "search_path",
  "role",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
];
const READ_SETTINGS = `SELECT ${SETTINGS.map((name) => `current_setting('${name}') AS ${name}`).join(", ")}`;

/** What the driver has for its transactions. */
export interface Parts {
  checkOut(): Promise<PostgresClient>;
  begin: string;
  /** Bounds what a statement may take, until the transaction ends. */
  limits: string;
  query(statement: Statement): BoundQuery;
}

export interface BoundQuery extends PostgresQuery {
  values: SqlValue[];
}

/**
 * Transactions for the host. None is tried again, since what failed may have been the host's. A connection on which something
 * went wrong is not used again, so a host that goes on after a failure finds its connection ended.
 */
export function createTransactions({
  checkOut,
  begin,
  limits,
  query,
}: Parts): TransactionalSqlDriver<PostgresClient>["transaction"] {
  return async (body) => {
    const client = await checkOut().catch((error: unknown) => {
      throw unavailable(error);
    });
    const running = createRunning();
    let [whole, lent] = [false, false];
    try {
      const [, settings] = await ask(client, { text: `${begin}; ${READ_SETTINGS}; ${limits}` });
      const before = restoring(settings?.[0] ?? {}, limits);
      const run = async (statements: readonly Statement[]): Promise<SqlRow[]> => {
        // It would wait for a query of the host's, which may take longer than the request.
        if (running.some()) throw unavailable(null);
        let rows: SqlRow[] = [];
        for (const statement of statements)
          rows =
            (await ask(client, lent ? inlined(before, query(statement)) : query(statement))).at(
              -1,
            ) ?? [];
        return rows;
      };
      const result = await body(run, async (work) => {
        lent = true;
        await lend(client, work, running);
      });
      await ask(client, { text: "COMMIT" });
      whole = true;
      return result;
    } finally {
      client.release(!whole);
    }
  };
}

/** The rows of each statement of a query. Throws `storage_unavailable`. */
async function ask(client: PostgresClient, query: PostgresQuery): Promise<SqlRow[][]> {
  try {
    const result: unknown = await inTime(client.query(query));
    return [result].flat().map((one) => (Reflect.get(Object(one), "rows") ?? []) as SqlRow[]);
  } catch (error) {
    throw unavailable(error);
  }
}

/**
 * Sets back what the host may have set, for the session too: a plain SET outlives the transaction. What the host has deferred
 * is checked before, since its triggers may need what it set.
 */
function restoring(settings: SqlRow, limits: string): string {
  const sets = Object.entries(settings).map(
    ([name, value]) => `pg_catalog.set_config('${name}', ${literal(String(value))}, false)`,
  );
  return `SET CONSTRAINTS ALL IMMEDIATE; SELECT ${sets.join(", ")}; ${limits}`;
}

/** One query with what runs before it: only texts without parameters may have several statements. */
function inlined(before: string, { text, values, types }: BoundQuery): PostgresQuery {
  const inline = text.replace(/\$(\d+)/g, (_, index: string) =>
    literal(values[Number(index) - 1] ?? null),
  );
  return { text: `${before}; ${inline}`, ...(types === undefined ? {} : { types }) };
}

/** An escape string, which reads the same whatever `standard_conforming_strings` says. */
function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  return typeof value === "number" ? String(value) : `E'${value.replace(/['\\]/g, "$&$&")}'`;
}
