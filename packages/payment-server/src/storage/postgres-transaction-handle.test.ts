/**
 * The transaction handle of a host on PostgreSQL: what the host does with it stays in the
 * transaction, and each query is awaited or refused.
 */
import pg, { type PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeSchema, type PostgresSchema } from "../../test/postgres.ts";
import { insertSample } from "../testing/storage/records.ts";
import { crediting } from "../testing/transaction/pending.ts";
import { postgresStorage } from "./postgres.ts";

let database: PostgresSchema;
let prefixes = 0;
beforeAll(async () => {
  database = await makeSchema();
});
afterAll(async () => await database.drop());

describe("a host that ends the transaction", () => {
  test.each([
    "/* app:shop */ COMMIT",
    "-- c\nCOMMIT",
    "; COMMIT",
    "SELECT 1; COMMIT",
    "/* x */ ROLLBACK",
    "SELECT 1; ROLLBACK; BEGIN",
  ])("with %j is refused, and nothing is committed", async (text) => {
    await using scene = await begin();
    const thrown = await scene.credit(async (tx) => {
      await tx.query(scene.insert);
      await tx.query(text);
    });
    expect(thrown).toMatchObject({
      code: "host_invalid",
      message: expect.stringContaining("use savepoints inside"),
    });
    expect(await scene.stored()).toEqual({ status: "pending", words: 0 });
  });

  test("with a query object is refused by the object's own event", async () => {
    await using scene = await begin();
    let error: unknown = null;
    await scene.credit(async (tx) => {
      error = await reported((report) => tx.query(new pg.Query("COMMIT").on("error", report)));
      throw error ?? new Error("nothing was reported");
    });
    expect(error).toMatchObject({ code: "host_invalid" });
    expect(await scene.stored()).toEqual({ status: "pending", words: 0 });
  });
});

describe("a refused query with a callback calls it with the error, and leaves no unhandled rejection", () => {
  const ways: [
    what: string,
    send: (tx: PoolClient, callback: (error: unknown) => void) => unknown,
  ][] = [
    ["as the second argument", (tx, callback) => tx.query("BEGIN", callback)],
    ["as the third argument", (tx, callback) => tx.query("BEGIN", [], callback)],
    ["in the query's own object", (tx, callback) => tx.query({ text: "BEGIN", callback } as never)],
    ["of a query object", (tx, callback) => tx.query(new pg.Query("BEGIN", [], callback))],
  ];

  test.each(ways)("inside, %s", async (_what, send) => {
    await using scene = await begin();
    const errors: unknown[] = [];
    const thrown = await scene.credit(
      async (tx) => void errors.push(await reported((report) => send(tx, report))),
    );
    expect([thrown, errors]).toEqual([null, [expect.objectContaining({ code: "host_invalid" })]]);
    expect(await scene.stored()).toEqual({ status: "paid", words: 0 });
  });

  test.each(ways)("after the transaction, %s", async (_what, send) => {
    await using scene = await begin();
    let kept: PoolClient | null = null;
    await scene.credit(async (tx) => void (kept = tx));
    const error = await reported((report) => send(kept ?? expect.unreachable(), report));
    expect(error).toMatchObject({
      code: "host_invalid",
      message: expect.stringContaining("await every query"),
    });
  });
});

describe("[F09] a query that still runs when the host returns rolls all of it back", () => {
  test.each<[what: string, send: (tx: PoolClient, text: string) => unknown]>([
    ["a promise", (tx, text) => void tx.query(text).catch(() => {})],
    ["a callback as an argument", (tx, text) => tx.query(text, () => {})],
    [
      "a callback in the query's own object",
      (tx, text) => tx.query({ text, callback: () => {} } as never),
    ],
    ["a query object with a callback", (tx, text) => tx.query(new pg.Query(text, [], () => {}))],
    [
      "a query object with listeners",
      (tx, text) => tx.query(new pg.Query(text).on("error", () => {})),
    ],
  ])("%s", async (_what, send) => {
    await using scene = await begin();
    const thrown = await scene.credit(
      async (tx) => void send(tx, `SELECT pg_sleep(0.05); ${scene.insert}`),
    );
    expect(thrown).toMatchObject({
      code: "host_invalid",
      message: expect.stringContaining("await every query"),
    });
    expect(await scene.stored()).toEqual({ status: "pending", words: 0 });
  });

  test("promises of the library in the pool's option `Promise` are waited for, too", async () => {
    class Thenable {
      readonly #promise: Promise<unknown>;
      constructor(run: ConstructorParameters<typeof Promise<unknown>>[0]) {
        this.#promise = new Promise(run);
      }
      // oxlint-disable-next-line unicorn/no-thenable -- such a library's promises are thenables
      then: Promise<unknown>["then"] = (...given) => this.#promise.then(...given);
      catch(failed: (error: unknown) => unknown): Thenable {
        return new Thenable((resolve) => resolve(this.#promise.catch(failed)));
      }
      static resolve = Promise.resolve.bind(Promise);
      static reject = Promise.reject.bind(Promise);
    }
    await using scene = await begin({ Promise: Thenable as never });
    const thrown = await scene.credit(async (tx) => void tx.query(scene.insert).catch(() => {}));
    expect(thrown).toMatchObject({ code: "host_invalid" });
    expect(await scene.stored()).toEqual({ status: "pending", words: 0 });
  });
});

test.each<[what: string, send: (tx: PoolClient, text: string, ended: () => void) => unknown]>([
  ["a callback as an argument", (tx, text, ended) => tx.query(text, ended)],
  [
    "a callback in the query's own object",
    (tx, text, ended) => tx.query({ text, callback: ended } as never),
  ],
  ["a query object with a callback", (tx, text, ended) => tx.query(new pg.Query(text, [], ended))],
  [
    "a query object with listeners",
    (tx, text, ended) => tx.query(new pg.Query(text).on("error", ended).on("end", ended)),
  ],
])(
  "a query has ended when it fails in a savepoint that is rolled back, and when it succeeds: %s",
  async (_what, send) => {
    await using scene = await begin();
    const thrown = await scene.credit(async (tx) => {
      const running = async (text: string): Promise<void> =>
        await new Promise((resolve) => void send(tx, text, resolve));
      await tx.query("SAVEPOINT s");
      await running("INSERT INTO no_such_table VALUES (1)");
      await tx.query("ROLLBACK TO SAVEPOINT s");
      await running(scene.insert);
    });
    expect(thrown).toBeNull();
    expect(await scene.stored()).toEqual({ status: "paid", words: 1 });
  },
);

test.each<[what: string, wrap: (tx: PoolClient, query: PoolClient["query"]) => void]>([
  ["assigns", (tx, query) => void (tx.query = query)],
  [
    "defines",
    (tx, query) =>
      void Object.defineProperty(tx, "query", {
        value: query,
        configurable: true,
        enumerable: true,
        writable: true,
      }),
  ],
])(
  "a host that %s a `query` of its own on `tx`, as tracing does, changes no client of the pool",
  async (_what, wrap) => {
    await using scene = await begin({ max: 1 });
    const traced: string[] = [];
    const thrown = await scene.credit(async (tx) => {
      const query = tx.query;
      wrap(tx, function (this: unknown, ...given: unknown[]) {
        traced.push(String(given[0]));
        return Reflect.apply(query, this, given) as never;
      });
      await tx.query(scene.insert);
    });
    expect([thrown, traced]).toEqual([null, [scene.insert]]);
    expect(await scene.stored()).toEqual({ status: "paid", words: 1 });
    await scene.pool.query("SELECT 1");
    expect(traced).toEqual([scene.insert]);
  },
);

/**
 * Inserts a payment, with a function that credits it and a table of the host, on a pool of the test's own.
 */
async function begin(config: pg.PoolConfig = {}): Promise<{
  pool: pg.Pool;
  insert: string;
  credit(work: (tx: PoolClient) => Promise<void>): Promise<unknown>;
  stored(): Promise<{ status: string | undefined; words: number }>;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const { url, schema } = database;
  const table_prefix = `handle_${(prefixes += 1)}_`;
  const pool = new pg.Pool({ connectionString: url, max: 4, ...config }).on("error", () => {});
  const storage = postgresStorage<PoolClient>(pool, { schema, table_prefix });
  const { claim, close } = crediting(await insertSample(storage, "a"));
  const words = `${schema}.${table_prefix}words`;
  await pool.query(`CREATE TABLE ${words} (word TEXT)`);
  return {
    pool,
    insert: `INSERT INTO ${words} VALUES ('once')`,
    credit: async (work) =>
      await storage.creditWith(claim, close, work).then(
        () => null,
        (error: unknown) => error,
      ),
    stored: async () => ({
      status: (await storage.readPayment("pmt_a"))?.status,
      words: (await pool.query(`SELECT 1 FROM ${words}`)).rows.length,
    }),
    [Symbol.asyncDispose]: async () => await pool.end(),
  };
}

/** Returns what is reported within 3 s, or `undefined` if nothing is. */
async function reported(send: (report: (error: unknown) => void) => unknown): Promise<unknown> {
  return await new Promise((resolve) => {
    const timer = setTimeout(resolve, 3_000);
    send((error) => {
      clearTimeout(timer);
      resolve(error);
    });
  });
}
