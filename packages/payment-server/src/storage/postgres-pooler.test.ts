/** Behind a connection pooler in transaction mode, such as PgBouncer, Supavisor or Neon's. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { borrowSchema, makeSchema } from "../../test/postgres.ts";
import { startPooler, type Pooler } from "../../test/transaction-pooler.ts";
import { storageSuite, transactionSuite } from "../testing/index.ts";
import { insertSample } from "../testing/storage/records.ts";
import { postgresStorage } from "./postgres.ts";

let pooler: Pooler;
let pool: pg.Pool;
beforeAll(async () => {
  pooler = await startPooler(inject("pg_url"));
  pool = new pg.Pool({ connectionString: pooler.url, max: 12 }).on("error", () => {});
});
afterAll(async () => {
  await pool.end();
  await pooler.close();
});

describe("[F31] with `prepare: false` a pooler that lends each transaction another connection has", () => {
  storageSuite(test, async ({ clock }) => {
    const { schema, drop } = await borrowSchema();
    const options = { clock, schema, prepare: false };
    const [storage, second] = [postgresStorage(pool, options), postgresStorage(pool, options)];
    return { storage, second, dispose: drop };
  });

  transactionSuite<pg.PoolClient>(test, async ({ clock }) => {
    const { pool: direct, schema, drop } = await borrowSchema();
    await direct.query(`CREATE TABLE IF NOT EXISTS ${schema}.words (word TEXT)`);
    const options = { clock, schema, prepare: false };
    return {
      storage: postgresStorage<pg.PoolClient>(pool, options),
      second: postgresStorage(pool, options),
      write: async (tx, word) => await tx.query(`INSERT INTO ${schema}.words VALUES ($1)`, [word]),
      read: async () =>
        (await direct.query<{ word: string }>(`SELECT word FROM ${schema}.words`)).rows.map(
          ({ word }) => word,
        ),
      dispose: drop,
    };
  });

  test("[F31] each transaction really has another connection", async () => {
    const client = await pool.connect();
    const before = pooler.lent();
    const pids = new Set<unknown>();
    for (let count = 0; count < 6; count += 1)
      pids.add((await client.query("SELECT pg_backend_pid() AS pid")).rows[0]?.pid);
    client.release();
    expect([pids.size, pooler.lent() - before]).toEqual([3, 6]);
  });
});

test("[F31] prepared statements behind a pooler fail with a sentence that names `prepare: false`", async () => {
  const { pool: direct, schema, drop } = await makeSchema();
  await postgresStorage(direct, { schema }).migrate();
  await using own = { [Symbol.asyncDispose]: drop };
  void own;
  const storage = postgresStorage(pooler.url, { schema });
  const codes = new Set<unknown>();
  for (let count = 0; count < 12; count += 1) {
    const failed: unknown = await insertSample(storage, `${count}`).catch(
      (error: unknown) => error,
    );
    if (!(failed instanceof Error)) continue;
    expect(failed).toMatchObject({
      code: "storage_unavailable",
      message: expect.stringMatching(/connection pooler lends each .* set `prepare: false`\.$/),
    });
    codes.add(Reflect.get(Object(failed.cause), "code"));
  }
  // The statement is missing on one connection, and exists already on another one.
  expect(codes).toEqual(new Set(["26000", "42P05"]));
  await storage.close();
});

test.each(["DISCARD ALL", "DEALLOCATE ALL"])(
  "[F31] after %s on its connection, a statement fails with a sentence that names it",
  async (reset) => {
    const { schema, drop } = await makeSchema();
    await using own = { [Symbol.asyncDispose]: drop };
    void own;
    const one = new pg.Pool({ connectionString: inject("pg_url"), max: 1 });
    await using pooled = { [Symbol.asyncDispose]: async () => await one.end() };
    void pooled;
    const storage = postgresStorage(one, { schema });
    await storage.migrate();
    await storage.readPayment("pmt_1");
    await one.query(reset);
    await expect(storage.readPayment("pmt_1")).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringMatching(/DISCARD ALL or DEALLOCATE/),
      cause: expect.objectContaining({ code: "26000" }),
    });
    const unprepared = postgresStorage(one, { schema, prepare: false });
    await unprepared.readPayment("pmt_1");
    await one.query(reset);
    expect(await unprepared.readPayment("pmt_1")).toBeNull();
  },
);
