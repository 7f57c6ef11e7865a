/**
 * PostgreSQL plans a prepared statement without its values once it has run a few times, and always
 * with `plan_cache_mode = force_generic_plan`. It then expects every status to be as common as the
 * others, and could read the rows of all statuses in the order of the page.
 */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { intercepted, makeSchema, type PostgresSchema } from "../../test/postgres.ts";
import type { EventFilter, PaymentFilter, Position } from "../core/storage-records.ts";
import { postgresStorage, type PostgresQuery } from "./postgres.ts";

const ROWS = 20_000;
const AFTER: Position = { created_at: 1_795_421_760_000 + ROWS / 2, id: "x" };

let database: PostgresSchema;
let pool: pg.Pool;
beforeAll(async () => {
  database = await makeSchema();
  pool = new pg.Pool({
    connectionString: inject("pg_url"),
    options: `-c search_path=${database.schema} -c plan_cache_mode=force_generic_plan`,
  });
  await postgresStorage(pool).migrate();
  // Every second row has another status, so that no status lies together in the table.
  await pool.query(`INSERT INTO topup_payments (payment_id, provider, environment, topup_id, user_id, credits, amount_minor, currency, ref, status, released, refunded_minor, disputed, attempts, version, write_id, created_at, updated_at)
    SELECT 'pmt_' || i, 'dodo', 'test_mode', 'tu_' || i % 5000, 'user_' || i % 1000, 1, 100, 'USD', 'ref_' || i, CASE i % 2 WHEN 0 THEN 'held' ELSE 'paid' END, 0, 0, 0, 0, 1, 'wr', 1795421760000 + i, 0 FROM generate_series(1, ${ROWS}) i`);
  await pool.query(`INSERT INTO topup_events (event_id, provider, type, payload_json, sync_status, payment_id, attempts, created_at, updated_at)
    SELECT 'dodo:' || i, 'dodo', CASE i % 2 WHEN 0 THEN 'refund.succeeded' ELSE 'payment.succeeded' END, '{}', CASE i % 2 WHEN 0 THEN 'failed' ELSE 'applied' END, 'pmt_' || i % 5000, 1, 1795421760000 + i, 0 FROM generate_series(1, ${ROWS}) i`);
  await pool.query("ANALYZE topup_payments; ANALYZE topup_events");
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const PAYMENTS: [filter: PaymentFilter, index: string][] = [
  [{}, "payments_page"],
  [{ status: "held" }, "payments_status_page"],
  [{ user_id: "user_1" }, "payments_user_page"],
  [{ topup_id: "tu_1" }, "payments_topup_page"],
  [{ user_id: "user_1", status: "held" }, "payments_user_page"],
];
const EVENTS: [filter: EventFilter, index: string][] = [
  [{}, "events_page"],
  [{ sync_status: "failed" }, "events_status_page"],
  [{ type: "refund.succeeded" }, "events_type_page"],
  [{ payment_id: "pmt_1" }, "events_payment_page"],
  [{ type: "refund.succeeded", sync_status: "failed" }, "events_type_page"],
  [{ payment_id: "pmt_1", type: "refund.succeeded" }, "events_payment_page"],
];

describe.each([null, AFTER])("[F41] planned without its values, after %j", (after) => {
  test.each(PAYMENTS)(
    "a page of payments by %j reads its index in order",
    async (filter, index) => {
      await expectPlan(index, async (storage) =>
        storage.listPayments({ filter, after, limit: 51 }),
      );
    },
  );

  test.each(EVENTS)("a page of events by %j reads its index in order", async (filter, index) => {
    await expectPlan(index, async (storage) => storage.listEvents({ filter, after, limit: 51 }));
  });
});

/** Expects that the statement of a list is one scan of the index, without a sort. */
async function expectPlan(
  index: string,
  list: (storage: ReturnType<typeof postgresStorage>) => Promise<unknown>,
): Promise<void> {
  const pages: PostgresQuery[] = [];
  const watched = intercepted(pool, async (query, run) => {
    if (query.text.includes("LIMIT")) pages.push(query);
    return await run();
  });
  await list(postgresStorage(watched));
  expect(pages).toHaveLength(1);
  const plan = (await explain(pages[0]?.text ?? "", pages[0]?.values ?? [])).slice(0, 2);
  expect(plan).toEqual([
    expect.stringMatching(/^Limit /),
    expect.stringMatching(new RegExp(`-> {2}Index Scan Backward using topup_${index} on`)),
  ]);
}

/** Returns the lines of the plan of a statement as PostgreSQL prepares it without its values. */
async function explain(text: string, values: readonly unknown[]): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query(`PREPARE page AS ${text}`);
    const given = values.map((value) => (typeof value === "number" ? value : `'${String(value)}'`));
    const { rows } = await client.query<Record<string, string>>(
      `EXPLAIN EXECUTE page${given.length === 0 ? "" : `(${given.join(", ")})`}`,
    );
    return rows.map((row) => row["QUERY PLAN"] ?? "");
  } finally {
    client.release(true);
  }
}
