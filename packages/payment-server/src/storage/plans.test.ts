/**
 * Every statement finds its rows by an index, in the order of the result. SQLite plans without
 * figures about the rows, so its plans are the same with a million. PostgreSQL plans a prepared
 * statement with its values and, after some calls, without them.
 */
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeSchema, type PostgresSchema } from "../../test/postgres.ts";
import { positional, type SqlDialect } from "./sql/driver.ts";
import { postgresDialect } from "./sql/postgres-dialect.ts";
import { sqliteDialect } from "./sql/sqlite-dialect.ts";
import { createStatements } from "./sql/statements.ts";
import { postgresStorage } from "./postgres.ts";
import { sqliteStorage } from "./sqlite.ts";

const ROWS = 60_000;
/** PostgreSQL may sort the few rows of one topup, or of one user, that an index has found. */
const MOST_SORTED = 100;
const START = 1_795_421_760_000;

/** A value for each parameter; every other parameter is NULL. */
const VALUES: Record<string, string | number> = {
  payment_id: "pmt_5",
  changed_id: "pmt_5",
  only: "pmt_5",
  id: "pmt_5",
  event_id: "dodo:5",
  topup_id: "tu_5",
  user_id: "user_5",
  attempt: 1,
  ref: "ref_5",
  provider: "dodo",
  environment: "test_mode",
  provider_payment_id: "pay_5",
  provider_session_id: "cks_5",
  status: "held",
  sync_status: "failed",
  type: "refund.succeeded",
  version: 2,
  write_id: "wr",
  fence: 1,
  lease: START,
  lease_ms: 60_000,
  wait_ms: 60_000,
  now: START + ROWS,
  until: START + ROWS,
  before: START + 10,
  made_before: START + ROWS,
  limit: 51,
  after_created_at: START + ROWS / 2,
  after_id: "x",
};

const CHANGED = ["status", "provider_payment_id", "provider_session_id", "version", "write_id"];
const PAYMENT_FILTERS = [[], ["status"], ["user_id"], ["topup_id"], ["user_id", "status"]];
const EVENT_FILTERS = [[], ["sync_status"], ["type"], ["payment_id"], ["type", "sync_status"]];

/** Returns all statements by name. Those that count whole tables or days have a test of their own. */
function statementsOf(dialect: SqlDialect): [name: string, text: string][] {
  const { page, summary: _, dayFigures: __, ...others } = createStatements(dialect);
  const pages = [true, false].flatMap((after) => [
    ...PAYMENT_FILTERS.map((filters) => page("payments", filters, after)),
    ...EVENT_FILTERS.map((filters) => page("events", filters, after)),
  ]);
  const texts = Object.entries(others).flatMap(([name, given]): [string, string][] => {
    if (typeof given === "string") return [[name, given]];
    if (typeof given === "function") return [[name, given(CHANGED, true)]];
    return Object.entries(given).map(([subject, text]) => [`${name} ${subject}`, text]);
  });
  return [
    ...texts,
    ...pages.map((text): [string, string] => [text.replace(/^.*FROM/, "page"), text]),
  ];
}

test("on SQLite every statement searches an index, and none sorts", async () => {
  const database = new DatabaseSync(":memory:");
  await sqliteStorage(database).migrate();
  const statements = statementsOf(sqliteDialect({}));
  expect(statements.length).toBeGreaterThan(45);
  const wrong = statements.flatMap(([name, text]) => {
    const plan = database
      .prepare(`EXPLAIN QUERY PLAN ${positional(text, () => "?").text}`)
      .all()
      .map(({ detail }) => String(detail));
    // SQLite tests a condition without columns before its loop, so no row is read.
    if (text.endsWith("WHERE 1 = 0")) return [];
    // A page without a filter begins at the end of its index. `due` are the rows that a statement
    // has found, up to its limit.
    const scans = plan.filter(
      (line) =>
        /TEMP B-TREE FOR ORDER BY|AUTOMATIC/.test(line) ||
        (/^SCAN (?!CONSTANT|due$)/.test(line) && !line.endsWith("_page")),
    );
    return scans.map((line) => `${name}: ${line}`);
  });
  expect(wrong).toEqual([]);
  database.close();
});

interface PlanNode {
  "Node Type": string;
  "Plan Rows": number;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  Plans?: PlanNode[];
}

let database: PostgresSchema;
beforeAll(async () => {
  database = await makeSchema();
  const { schema, pool } = database;
  await postgresStorage(pool, { schema }).migrate();
  const series = `FROM generate_series(1, ${ROWS}) i`;
  await pool.query(`INSERT INTO ${schema}.topup_payments (payment_id, provider, environment, topup_id, user_id, credits, amount_minor, currency, attempt, provider_payment_id, provider_session_id, ref, status, released, refunded_minor, disputed, next_check_at, attempts, version, write_id, created_at, updated_at, notify_at)
      SELECT 'pmt_' || i, 'dodo', 'test_mode', 'tu_' || i % 20000, 'user_' || i % 1000, 1, 100, 'USD', i, 'pay_' || i, 'cks_' || i, 'ref_' || i, CASE i % 2 WHEN 0 THEN 'held' ELSE 'paid' END, 0, 0, 0, CASE i % 10 WHEN 0 THEN ${START} + i END, 0, 1, 'wr', ${START} + i, 0, CASE i % 10 WHEN 0 THEN 0 END ${series};
    INSERT INTO ${schema}.topup_events (event_id, provider, type, payload_json, sync_status, payment_id, attempts, created_at, updated_at, notify_at)
      SELECT 'dodo:' || i, 'dodo', CASE i % 2 WHEN 0 THEN 'refund.succeeded' ELSE 'payment.succeeded' END, '{}', CASE i % 2 WHEN 0 THEN 'failed' ELSE 'applied' END, 'pmt_' || i, 1, ${START} + i, 0, CASE i % 10 WHEN 0 THEN 0 END ${series};
    INSERT INTO ${schema}.topup_credits (topup_id, payment_id, state, fence, holder, lease_until, created_at, updated_at)
      SELECT 'tu_' || i, 'pmt_' || i, 'done', 1, 'wr', 0, 0, 0 ${series};
    INSERT INTO ${schema}.topup_audit (payment_id, version, at, actor, action, to_status, changes_json)
      SELECT 'pmt_' || i, 1, 0, 'create', 'reserve', 'pending', '{}' ${series};
    ANALYZE ${schema}.topup_payments, ${schema}.topup_events, ${schema}.topup_credits, ${schema}.topup_audit`);
});
afterAll(async () => await database.drop());

describe.each(["force_generic_plan", "force_custom_plan"])(
  "on PostgreSQL with plan_cache_mode = %s",
  (mode) => {
    test("every statement searches an index, and none sorts many rows", async () => {
      const client = new pg.Client({ connectionString: inject("pg_url") });
      await client.connect();
      await client.query(`SET plan_cache_mode = ${mode}; SET search_path = ${database.schema}`);
      const wrong: string[] = [];
      for (const [name, text] of statementsOf(postgresDialect({}))) {
        // `prune()` deletes in batches. Without its values the size of a batch is not known.
        if (name === "deleteEvents" && mode === "force_generic_plan") continue;
        for (const node of nodesOf(await explain(client, text)))
          if (isScan(node)) wrong.push(`${name}: ${node["Node Type"]} ${node["Index Name"] ?? ""}`);
      }
      expect(wrong).toEqual([]);
      await client.end();
    });
  },
);

/** Whether a node of a plan reads a whole table or index, or sorts many rows. */
function isScan({ "Node Type": type, "Plan Rows": rows, ...node }: PlanNode): boolean {
  const all = node["Index Cond"] === undefined && node["Index Name"]?.endsWith("_page") !== true;
  return (
    (type.includes("Sort") && rows > MOST_SORTED) ||
    type === "Seq Scan" ||
    (type.startsWith("Index") && all)
  );
}

async function explain(client: pg.Client, text: string): Promise<PlanNode> {
  const { text: sql, names } = positional(text, (index) => `$${index}`);
  await client.query(`PREPARE one AS ${sql}`);
  const values = names.map((name) => {
    const value = VALUES[name] ?? null;
    return typeof value === "string" ? `'${value}'` : String(value);
  });
  const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
    `EXPLAIN (FORMAT JSON) EXECUTE one${values.length === 0 ? "" : `(${values.join(", ")})`}`,
  );
  await client.query("DEALLOCATE one");
  return rows[0]?.["QUERY PLAN"][0].Plan ?? expect.unreachable();
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
