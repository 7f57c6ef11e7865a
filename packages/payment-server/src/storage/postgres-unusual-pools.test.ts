/** Pools that return values in another form, read from elsewhere, or lend a connection in use. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { intercepted, makeSchema, type PostgresSchema } from "../../test/postgres.ts";
import { insertSample } from "../testing/storage/records.ts";
import { crediting } from "../testing/transaction/pending.ts";
import { postgresStorage } from "./postgres.ts";

let database: PostgresSchema;
const pools: pg.Pool[] = [];
beforeAll(async () => void (database = await makeSchema()));
afterAll(async () => {
  await Promise.all(pools.map(async (pool) => await pool.end()));
  await database.drop();
});

let prefixes = 0;
const inOwnTables = (): { schema: string; table_prefix: string } => ({
  schema: database.schema,
  table_prefix: `u${(prefixes += 1)}_`,
});

function openPool(config: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: database.url, ...config });
  pools.push(pool.on("error", () => {}));
  return pool;
}

describe("a pool whose numbers cannot be read is refused with the fix, at the first call", () => {
  test.each([
    ["binary values", () => openPool({ binary: true } as pg.PoolConfig)],
    [
      "the parsers of the host, which return a bigint as a text",
      () =>
        intercepted(openPool(), async (query, run) => {
          delete query.types;
          return await run();
        }),
    ],
  ])("%s", async (_, open) => {
    await expect(postgresStorage(open(), inOwnTables()).readPayment("pmt_a")).rejects.toMatchObject(
      { code: "configuration", message: expect.stringMatching(/`binary`.*`types`/) },
    );
  });
});

test("tables that are read from another server than they were created on are reported, and are not created for ever", async () => {
  const options = inOwnTables();
  let created = 0;
  const lagging = intercepted(database.pool, async (query, run) => {
    if (query.text.startsWith("BEGIN")) created += 1;
    const { rows } = await run();
    return { rows: /AS schema_found/.test(query.text) ? [Array(6).fill(0)] : rows };
  });
  await expect(postgresStorage(lagging, options).migrate()).rejects.toMatchObject({
    code: "storage_unavailable",
    message: expect.stringMatching(/address of the primary/),
  });
  expect(created).toBe(1);
  expect(await postgresStorage(database.pool, options).migrate()).toMatchObject({ made: false });
});

describe("a connection that the host has returned to the pool inside its own transaction", () => {
  test.each([
    ["open", "BEGIN", "INSERT INTO halves VALUES (1)"],
    ["failed", "BEGIN", "SELECT 1 / 0"],
    ["read-only", "BEGIN READ ONLY", "SELECT 1"],
    ["serializable", "BEGIN ISOLATION LEVEL SERIALIZABLE", "SELECT 1"],
  ])("%s: what it left is rolled back, and our writes are stored", async (_, begin, statement) => {
    const { schema } = database;
    const pool = openPool({ max: 1, options: `-c search_path=${schema}` });
    await pool.query("CREATE TABLE IF NOT EXISTS halves (half INTEGER)");
    const storage = postgresStorage(pool, inOwnTables());
    const payment = await insertSample(storage, "a");
    const forget = async (): Promise<void> => {
      const client = await pool.connect();
      await client.query(begin);
      await client.query(statement).catch(() => {});
      client.release();
    };

    await forget();
    expect(await storage.takeCheck(payment.payment_id, 0, 5)).toBe(true);
    await forget();
    expect(await insertSample(storage, "b")).toMatchObject({ payment_id: "pmt_b" });
    await forget();
    const { claim, close } = crediting(payment);
    const credited = await storage.creditWith(claim, close, async (tx) => {
      await tx.query("INSERT INTO halves VALUES (2)");
    });
    expect(credited.won).toBe(true);
    await forget();
    expect(await storage.readPayment(payment.payment_id)).toMatchObject({ checked_at: 5 });
    expect((await database.pool.query(`DELETE FROM ${schema}.halves RETURNING half`)).rows).toEqual(
      [{ half: 2 }],
    );
  });
});

test("a pool whose connections are all in a transaction, as of a test that rolls back, is refused and not asked for ever", async () => {
  const client = await openPool({ max: 1 }).connect();
  await client.query("BEGIN");
  let lent = 0;
  const harness = {
    connect: async () => {
      lent += 1;
      return Object.assign(Object.create(client) as typeof client, { release: () => undefined });
    },
    end: async () => {},
  };
  const storage = postgresStorage(harness, inOwnTables());
  await expect(storage.readPayment("pmt_a")).rejects.toMatchObject({
    code: "configuration",
    message: expect.stringMatching(/transaction of the application/),
  });
  expect(lent).toBeLessThan(1_000);
  client.release(true);
});

test("columns that an operator has made wider are read as numbers", async () => {
  const options = inOwnTables();
  const storage = postgresStorage(openPool({ max: 1 }), options);
  await storage.migrate();
  await database.pool.query(`ALTER TABLE ${options.schema}.${options.table_prefix}payments
    ALTER COLUMN amount_minor TYPE NUMERIC, ALTER COLUMN version TYPE BIGINT, ALTER COLUMN attempt TYPE SMALLINT`);
  const payment = await insertSample(storage, "a", { amount_minor: 5_000 });
  expect(await storage.readPayment("pmt_a")).toEqual(payment);
  expect(payment).toMatchObject({ amount_minor: 5_000, version: 1, attempt: 1 });
});
