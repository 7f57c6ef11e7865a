/**
 * Locks, deadlocks and conflicts with other transactions: the batch is retried, and happens once.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  makeSchema,
  intercepted,
  sqlState,
  tablesIn,
  type PostgresSchema,
} from "../../test/postgres.ts";
import { changeOf, claimSample, insertSample, LEASE } from "../testing/storage/records.ts";

let database: PostgresSchema;
beforeAll(async () => void (database = await makeSchema()));
afterAll(async () => await database.drop());
const open = tablesIn(() => database);

describe("[K06] another transaction is in conflict", () => {
  test.each(["40001", "40P01", "55P03"])(
    "%s is retried, and the claim happens once",
    async (code) => {
      let failing = 2;
      const pool = intercepted(database.pool, async ({ text }, run) => {
        if (/INSERT INTO \S+credits/.test(text) && (failing -= 1) >= 0) throw sqlState(code);
        return await run();
      });
      const storage = open(pool);
      expect(await claimSample(storage)).toMatchObject({ won: true, credit: { fence: 1 } });
      expect(failing).toBe(-1);
      expect(await storage.listAudit("pmt_a")).toHaveLength(2);
    },
  );

  test("[K05] a lock for a second is waited for, and the change happens once", async () => {
    const table_prefix = "waited_a_second_";
    const storage = open(undefined, { table_prefix, busy_ms: 3_000 });
    const { payment } = await claimSample(storage);
    const other = await database.pool.connect();
    await other.query(`BEGIN; SELECT * FROM ${database.schema}.${table_prefix}payments FOR UPDATE`);
    const happened: string[] = [];
    const changing = storage
      .changePayment(changeOf(payment, { attempts: 1 }))
      .then((result) => (happened.push("changed"), result));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    happened.push("released");
    await other.query("COMMIT");
    other.release();
    expect(await changing).toMatchObject({ won: true, payment: { attempts: 1 } });
    expect(happened).toEqual(["released", "changed"]);
    expect(await storage.listAudit("pmt_a")).toHaveLength(3);
  });

  test("[K05] a lock for longer than a call may wait: 503 with a message of ours, and nothing is written", async () => {
    const table_prefix = "waited_for_";
    const storage = open(undefined, { table_prefix });
    const { payment } = await claimSample(storage);
    const other = await database.pool.connect();
    await other.query(`BEGIN; SELECT * FROM ${database.schema}.${table_prefix}payments FOR UPDATE`);
    const change = changeOf(payment, { attempts: 1 });
    await expect(storage.changePayment(change)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: "The database is busy; try again in a few seconds.",
    });
    await other.query("COMMIT");
    other.release();
    expect(await storage.readPayment("pmt_a")).toEqual(payment);
    expect(await storage.changePayment(change)).toMatchObject({ won: true });
  });

  test("[K05] a table that something locks, as ALTER TABLE does: a read fails with a message that says so", async () => {
    const table_prefix = "locked_table_";
    const storage = open(undefined, { table_prefix });
    const { payment } = await claimSample(storage);
    const other = await database.pool.connect();
    await other.query(`BEGIN; LOCK TABLE ${database.schema}.${table_prefix}payments`);
    await expect(storage.readPayment("pmt_a")).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringMatching(/did not answer within 8 seconds.* holds a lock/),
    });
    await other.query("COMMIT");
    other.release();
    expect(await storage.readPayment("pmt_a")).toEqual(payment);
  });

  test("after a deadlock with another transaction the close happens once", async () => {
    const [table_prefix, tables] = ["crossing_", `${database.schema}.crossing_`];
    let deadlocks = 0;
    const noting = (error: unknown): never => {
      if (Reflect.get(Object(error), "code") === "40P01") deadlocks += 1;
      throw error;
    };
    const storage = open(
      intercepted(database.pool, async (_, run) => await run().catch(noting)),
      { table_prefix, busy_ms: 8_000 },
    );
    const { payment } = await claimSample(storage);
    const other = await database.pool.connect();
    await other.query(`BEGIN; SELECT * FROM ${tables}credits FOR UPDATE`);
    const closing = storage.closeCredit(changeOf(payment, { status: "paid" }), 1);
    // The close has locked the payment when it waits for the credit.
    await vi.waitFor(
      async () =>
        expect(
          (
            await database.pool.query(
              "SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'",
              [database.application_name],
            )
          ).rows,
        ).toHaveLength(1),
      5_000,
    );
    // PostgreSQL decides which of the two transactions it aborts.
    await other
      .query(`SELECT * FROM ${tables}payments FOR UPDATE`)
      .catch(noting)
      .catch(() => {});
    await other.query("ROLLBACK");
    other.release();
    expect(await closing).toMatchObject({ won: true, credit: { state: "done" } });
    expect(deadlocks).toBe(1);
    expect(await storage.listAudit("pmt_a")).toHaveLength(3);
  });

  test("forty claims of four payments at once all settle, and each payment is claimed once", async () => {
    const storage = open(undefined, { busy_ms: 3_000 });
    const names = ["a", "b", "c", "d"];
    const samples = await Promise.all(names.map(async (name) => await insertSample(storage, name)));
    const claims = Array.from({ length: 40 }, async (_, index) => {
      const payment = samples[index % samples.length];
      if (payment === undefined) throw new Error("no sample");
      return await storage.claimCredit(
        changeOf(payment, { status: "crediting" }, { by: `by${index}` }),
        LEASE,
        "guarded",
      );
    });
    expect((await Promise.all(claims)).filter(({ won }) => won)).toHaveLength(4);
  });
});
