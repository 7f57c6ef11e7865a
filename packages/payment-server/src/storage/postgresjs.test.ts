import postgres from "postgres";
import { describe, expect, inject, test } from "vitest";
import { borrowSchema, makeSchema } from "../../test/postgres.ts";
import { storageSuite, transactionSuite } from "../testing/index.ts";
import { insertSample } from "../testing/storage/records.ts";
import { crediting } from "../testing/transaction/pending.ts";
import type { PostgresTransaction } from "./postgres.ts";
import { postgresjsStorage } from "./postgresjs.ts";

/** Connects to the database of the tests. The messages of its server are of no interest. */
function connect(): ReturnType<typeof postgres> {
  return postgres(inject("pg_url"), { max: 10, onnotice: () => {} });
}

describe("a PostgreSQL database through postgres.js is a storage:", () => {
  storageSuite(test, async ({ clock }) => {
    const { schema, drop } = await borrowSchema();
    const sql = connect();
    const options = { clock, schema };
    return {
      storage: postgresjsStorage(sql, options),
      second: postgresjsStorage(sql, options),
      async dispose() {
        await sql.end({ timeout: 5 });
        await drop();
      },
    };
  });
});

describe("a PostgreSQL database through postgres.js has transactions for the host:", () => {
  transactionSuite<PostgresTransaction>(test, async ({ clock }) => {
    const { pool, schema, drop } = await borrowSchema();
    const sql = connect();
    await pool.query(`CREATE TABLE IF NOT EXISTS ${schema}.words (word TEXT)`);
    return {
      storage: postgresjsStorage(sql, { clock, schema }),
      second: postgresjsStorage(sql, { clock, schema }),
      write: async (tx, word) => await tx.query(`INSERT INTO ${schema}.words VALUES ($1)`, [word]),
      read: async () =>
        (await pool.query<{ word: string }>(`SELECT word FROM ${schema}.words`)).rows.map(
          ({ word }) => word,
        ),
      async dispose() {
        await sql.end({ timeout: 5 });
        await drop();
      },
    };
  });
});

describe("the connections of postgres.js", () => {
  test("have no open transaction after a failed one, even if there is only one of them", async () => {
    const { pool, schema, drop } = await makeSchema();
    const sql = postgres(inject("pg_url"), {
      max: 1,
      onnotice: () => {},
      connection: { application_name: schema },
    });
    const storage = postgresjsStorage(sql, { schema });
    const payment = await insertSample(storage, "a");
    const { claim, close } = crediting(payment);
    await expect(
      storage.creditWith(claim, close, async (tx) => {
        await tx.query("SELECT no_such_function()");
      }),
    ).rejects.toThrow();
    expect((await storage.readPayment(payment.payment_id))?.status).toBe(payment.status);
    const { rows } = await pool.query(
      "SELECT state FROM pg_stat_activity WHERE application_name = $1",
      [schema],
    );
    expect(rows).toEqual([{ state: "idle" }]);
    await sql.end();
    await drop();
  });

  test("that cannot be opened are reported as a storage that is out of reach", async () => {
    const sql = postgres("postgres://postgres@127.0.0.1:1/none", { max: 1, connect_timeout: 1 });
    await expect(postgresjsStorage(sql).readPayment("pmt_none")).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringContaining("check its address"),
    });
    await sql.end({ timeout: 0 });
  });

  test.each([undefined, "postgres://postgres@127.0.0.1/shop", {}])(
    "are needed: %j is refused with the fix",
    (given) => {
      expect(() => postgresjsStorage(given as never)).toThrow("`postgresjsStorage(postgres(url))`");
    },
  );
});
