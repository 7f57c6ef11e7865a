/** A batch is sent in one round trip, and all of it happens or nothing. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { startCuttingProxy, type CuttingProxy } from "../../test/cutting-proxy.ts";
import { intercepted, makeSchema, type PostgresSchema } from "../../test/postgres.ts";
import {
  changeOf,
  claimSample,
  insertSample,
  LEASE,
  sampleEvent,
} from "../testing/storage/records.ts";
import { postgresStorage } from "./postgres.ts";

let database: PostgresSchema;
let proxy: CuttingProxy;
const pools: pg.Pool[] = [];
beforeAll(async () => {
  database = await makeSchema();
  proxy = await startCuttingProxy(inject("pg_url"));
});
afterAll(async () => {
  await Promise.all(pools.map(async (pool) => await pool.end()));
  await proxy.close();
  await database.drop();
});

/** Opens a pool whose clients note the text of each query; a pipeline has none. */
function openPool(
  config: pg.PoolConfig = {},
  prefix = "a_",
): { pool: pg.Pool; noted: (string | undefined)[]; storage: ReturnType<typeof postgresStorage> } {
  const noted: (string | undefined)[] = [];
  const pool = new pg.Pool({ connectionString: proxy.url, max: 2, ...config });
  pools.push(
    pool
      .on("error", () => {})
      .on("connect", (client) => {
        const query = client.query.bind(client) as (...given: unknown[]) => unknown;
        Reflect.set(client, "query", (...given: unknown[]) => {
          noted.push(Reflect.get(Object(given[0]), "text") as string | undefined);
          return query(...given);
        });
      }),
  );
  const storage = postgresStorage(pool, {
    schema: database.schema,
    table_prefix: prefix,
    clock: () => 1,
  });
  return { pool, noted, storage };
}

test("each method is one round trip", async () => {
  const { noted, storage } = openPool();
  await storage.migrate();
  const payment = await insertSample(storage, "a");
  noted.length = 0;
  const claim = await storage.claimCredit(
    changeOf(payment, { status: "crediting" }),
    LEASE,
    "guarded",
  );
  const event = sampleEvent("a", { sync_status: "applied" });
  const closed = await storage.closeCredit(
    changeOf(claim.payment, { status: "paid" }, { event }),
    1,
  );
  expect(closed).toMatchObject({ won: true, credit: { state: "done" } });
  expect(noted).toEqual([undefined, undefined]);
  expect(await storage.readEvent(event.event_id)).toEqual(event);
  expect(noted).toHaveLength(3);
});

test("a client of a wrapper, and one with `pipeline`, is sent one statement after the other", async () => {
  const texts: string[] = [];
  const wrapped = intercepted(openPool().pool, async (query, run) => {
    texts.push(query.text);
    return await run();
  });
  const { noted, storage: piped } = openPool({ pipeline: true });
  const wrapping = postgresStorage(wrapped, { schema: database.schema, table_prefix: "a_" });
  for (const [storage, sent, name] of [
    [wrapping, texts, "b"],
    [piped, noted, "c"],
  ] as const) {
    await storage.migrate();
    sent.length = 0;
    expect(await claimSample(storage, name)).toMatchObject({ won: true });
    expect(sent.filter((text) => text?.startsWith("BEGIN"))).toHaveLength(2);
    expect(sent.filter((text) => text === "COMMIT")).toHaveLength(2);
  }
});

test("with a `query_timeout` of the pool it is answered, and its timer ends", async () => {
  const { storage } = openPool({ query_timeout: 60_000 });
  expect(await claimSample(storage, "d")).toMatchObject({ won: true });
});

describe("[K03] [K04] the connection breaks", () => {
  test.each(["request", "answer"] as const)(
    "after any part of the %s: the close is repeated, and happens once",
    async (direction) => {
      const parts = 12;
      for (let part = 0; part < parts; part += 1) {
        const { storage } = openPool({}, `cut_${direction}_`);
        proxy.cutAfter(direction, null);
        const { payment } = await claimSample(storage, `${part}`);
        const event = sampleEvent(`${part}`, { sync_status: "applied" });
        // One more close of another payment shows how many bytes it takes.
        const other = await claimSample(storage, `other${part}`);
        proxy.cutAfter(direction, null);
        await storage.closeCredit(
          changeOf(other.payment, { status: "paid" }, { event: { ...event, event_id: `${part}` } }),
          1,
        );
        proxy.cutAfter(direction, Math.ceil((proxy.passed(direction) * (part + 0.5)) / parts));
        const closed = await storage.closeCredit(
          changeOf(payment, { status: "paid" }, { event }),
          1,
        );
        expect(closed).toMatchObject({ won: true, credit: { state: "done" } });
        expect(await storage.listAudit(payment.payment_id)).toHaveLength(3);
        expect(await storage.readEvent(event.event_id)).toEqual(event);
      }
    },
  );

  test("and stays away: the close has happened as a whole, or not at all", async () => {
    const outcomes = new Set<unknown>();
    const quiet = openPool({ connectionString: inject("pg_url") }, "away_").storage;
    for (const direction of ["request", "answer"] as const)
      for (let part = 0; part < 10; part += 1) {
        const { storage, pool } = openPool({ max: 1 }, "away_");
        const { payment } = await claimSample(quiet, `${direction}${part}`);
        await storage.readPayment(payment.payment_id);
        proxy.cutAfter(direction, 200 + part * 500);
        const connect = pool.connect.bind(pool);
        let taken = 0;
        Reflect.set(pool, "connect", async () => {
          if ((taken += 1) > 1) throw new Error("the server is away");
          return await connect();
        });
        const event = sampleEvent(`${direction}${part}`, { sync_status: "applied" });
        await storage
          .closeCredit(changeOf(payment, { status: "paid" }, { event }), 1)
          .catch((error: unknown) => error);
        await expect.poll(async () => await inTransaction(), { timeout: 120_000 }).toBe(0);
        const outcome = [
          (await quiet.readPayment(payment.payment_id))?.status,
          (await quiet.readCredit(payment.topup_id))?.state,
          (await quiet.listAudit(payment.payment_id)).length,
          (await quiet.readEvent(event.event_id))?.sync_status,
        ];
        outcomes.add(JSON.stringify(outcome));
      }
    expect([...outcomes].sort()).toEqual([
      JSON.stringify(["crediting", "claimed", 2, undefined]),
      JSON.stringify(["paid", "done", 3, "applied"]),
    ]);
  });
});

/** Returns how many connections to the tables of this test are still running something. */
async function inTransaction(): Promise<number> {
  const { rows } = await database.pool.query(
    `SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'away_payments' AND l.pid <> pg_backend_pid()`,
  );
  return rows.length;
}
