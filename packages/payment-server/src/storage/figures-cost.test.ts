/** What `dayFigures()` reads: the rows of the range, from an index, and never a whole table. */
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { makeSchema } from "../../test/postgres.ts";
import { positional } from "./sql/driver.ts";
import { postgresDialect } from "./sql/postgres-dialect.ts";
import { sqliteDialect } from "./sql/sqlite-dialect.ts";
import { createStatements } from "./sql/statements.ts";
import { postgresStorage } from "./postgres.ts";
import { sqliteStorage } from "./sqlite.ts";

const DAY = 86_400_000;
/** One payment, one credit and one event every two hours: 12 a day, for `days` days. */
const PER_DAY = 12;

/** Builds the INSERTs of rows; `series` is a table `n(i)` of the numbers from 0. */
function inserts(prefix: string, series: string): string[] {
  const at = `i * ${DAY / PER_DAY}`;
  return [
    `INSERT INTO ${prefix}payments (payment_id, provider, environment, topup_id, user_id, credits, amount_minor, currency, attempt, ref, status, released, net_minor, refunded_minor, disputed, attempts, version, write_id, created_at, updated_at)
      SELECT 'pmt_' || i, 'dodo', 'test_mode', 'tu_' || i, 'u_' || i, 1, 100, 'USD', 1, 'ref_' || i, 'paid', 0, 100, 0, 0, 0, 1, 'w_' || i, ${at}, ${at} FROM ${series}`,
    `INSERT INTO ${prefix}credits (topup_id, payment_id, state, fence, holder, lease_until, created_at, updated_at)
      SELECT 'tu_' || i, 'pmt_' || i, 'done', 1, 'w_' || i, 0, ${at}, ${at} + 5 FROM ${series}`,
    `INSERT INTO ${prefix}events (event_id, provider, type, payload_json, sync_status, attempts, created_at, updated_at)
      SELECT 'dodo:msg_' || i, 'dodo', 'payment.succeeded', '{}', 'applied', 1, ${at}, ${at} FROM ${series}`,
  ];
}

test("on SQLite every part of the statement searches an index", async () => {
  using folder = makeFolder();
  const database = new DatabaseSync(folder.file);
  const storage = sqliteStorage(database);
  await storage.migrate();
  const rows = 400 * PER_DAY;
  const series = `(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${rows}) SELECT i FROM n)`;
  for (const insert of inserts("topup_", series)) database.exec(insert);
  const { dayFigures } = createStatements(sqliteDialect({}));
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN ${dayFigures}`)
    .all({ from_at: 100 * DAY, until_at: 130 * DAY })
    .map(({ detail }) => String(detail));
  // The other lines scan the results of the parts below them.
  const reads = plan.filter((line) => /topup_|\bp\b|\bc\b/.test(line));
  expect(reads.length).toBeGreaterThanOrEqual(5);
  expect(reads.filter((line) => !/^SEARCH .* USING (COVERING )?INDEX/.test(line))).toEqual([]);
  expect(await storage.dayFigures(100 * DAY, 130 * DAY)).toHaveLength(30);
  database.close();
});

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
}

/** Returns the nodes of a plan that read a table. */
function scans(node: PlanNode): PlanNode[] {
  const own = node["Relation Name"] === undefined ? [] : [node];
  return [...own, ...(node.Plans ?? []).flatMap(scans)];
}

test("on PostgreSQL only the rows of the range are read of tables with 48,000 rows", async () => {
  const { pool, schema, drop } = await makeSchema();
  const storage = postgresStorage(pool, { schema });
  await storage.migrate();
  const prefix = `"${schema}".topup_`;
  const { text, names } = positional(
    createStatements(postgresDialect({ schema })).dayFigures,
    (index) => `$${index}`,
  );
  const values = names.map((name) => (name === "from_at" ? 100 * DAY : 110 * DAY));
  const readRows = async (): Promise<number> => {
    await pool.query(`ANALYZE ${prefix}payments, ${prefix}credits, ${prefix}events`);
    const { rows } = await pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
    const [{ Plan: plan }] = rows[0]["QUERY PLAN"] as [{ Plan: PlanNode }];
    const found = scans(plan);
    expect(found.map((node) => node["Node Type"])).not.toContain("Seq Scan");
    return found.reduce(
      (sum, node) =>
        sum + (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
      0,
    );
  };
  const fill = async (rows: number): Promise<void> => {
    for (const insert of inserts(prefix, `generate_series(0::bigint, ${rows - 1}) AS n(i)`))
      await pool.query(insert);
  };
  await fill(4_000 * PER_DAY);
  // The range has 120 payments, 120 credits and 120 events. The payments are read three times.
  expect(await readRows()).toBeLessThanOrEqual(10 * PER_DAY * 5);
  await drop();
});
