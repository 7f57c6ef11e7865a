/**
 * A database, a role or a server may have a stricter isolation level as the default of its
 * transactions. Under it PostgreSQL refuses a statement (40001) on a row that was changed since the
 * transaction began. The storage needs to see that row.
 */
import pg from "pg";
import { afterAll, describe, expect, inject, test } from "vitest";
import { borrowSchema, intercepted } from "../../test/postgres.ts";
import type { Payment } from "../core/payment.ts";
import type { TransactionalStorage } from "../core/storage.ts";
import { storageSuite, transactionSuite } from "../testing/index.ts";
import {
  LEASE,
  changeOf,
  claimSample,
  insert,
  insertSample,
  sampleEvent,
  samplePayment,
} from "../testing/storage/records.ts";
import { crediting } from "../testing/transaction/pending.ts";
import { postgresStorage, type PostgresTransaction } from "./postgres.ts";

const CROWD = 30;

describe.each(["repeatable read", "serializable"])(
  "where transactions are %s by default:",
  (level) => {
    // As `ALTER ROLE … SET` and `ALTER DATABASE … SET` do it for every connection.
    const pool = new pg.Pool({
      connectionString: inject("pg_url"),
      max: 20,
      options: `-c default_transaction_isolation=${level.replace(" ", "\\ ")}`,
      allowExitOnIdle: true,
    });
    afterAll(async () => await pool.end());

    interface Isolated {
      storage: TransactionalStorage<PostgresTransaction>;
      schema: string;
      /** The SQLSTATEs of the statements that failed. */
      refusals: string[];
      /** Runs before each UPDATE is sent. */
      before: (() => Promise<unknown>) | null;
      /** Runs after a statement has failed. */
      refused: (() => Promise<unknown>) | null;
      [Symbol.asyncDispose](): Promise<void>;
    }

    async function open(): Promise<Isolated> {
      const { schema, drop } = await borrowSchema();
      const refusals: string[] = [];
      const watched = intercepted(pool, async (query, run) => {
        if (isolated.before !== null && query.text.startsWith("UPDATE")) await isolated.before();
        return await run().catch(async (error: unknown) => {
          refusals.push(String(Reflect.get(Object(error), "code")));
          await isolated.refused?.();
          throw error;
        });
      });
      const storage = postgresStorage(watched, { schema });
      const isolated: Isolated = {
        storage,
        schema,
        refusals,
        before: null,
        refused: null,
        [Symbol.asyncDispose]: drop,
      };
      await storage.migrate();
      return isolated;
    }

    /** Makes many calls at once. An error of any of them fails the test. */
    async function crowd<T>(act: (index: number) => Promise<T>, size = CROWD): Promise<T[]> {
      const settled = await Promise.allSettled(
        Array.from({ length: size }, async (_, index) => await act(index)),
      );
      expect(
        settled.flatMap((result) => (result.status === "rejected" ? [result.reason] : [])),
      ).toEqual([]);
      return settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    }

    test("the level really is the default", async () => {
      expect((await pool.query("SHOW transaction_isolation")).rows).toEqual([
        { transaction_isolation: level },
      ]);
    });

    test("many inserts of one attempt, changes of one version, claims and deliveries at once: one of each wins, and no statement is refused", async () => {
      await using isolated = await open();
      const { storage, refusals } = isolated;
      const inserted = await crowd(
        async (index) => await insert(storage, samplePayment(`p${index}`, { topup_id: "tu_a" })),
      );
      expect(new Set(inserted.map(({ payment_id }) => payment_id)).size).toBe(1);
      const [changing, claiming] = [
        await insertSample(storage, "b"),
        await insertSample(storage, "c"),
      ];
      const changed = await crowd(
        async (index) =>
          await storage.changePayment(changeOf(changing, { status: "held" }, { by: `by${index}` })),
      );
      const claimed = await crowd(
        async (index) =>
          await storage.claimCredit(
            changeOf(claiming, { status: "crediting" }, { by: `by${index}` }),
            LEASE,
            "guarded",
          ),
      );
      for (const answers of [changed, claimed])
        expect([
          answers.filter(({ won }) => won).length,
          new Set(answers.map(({ payment }) => payment.write_id)).size,
        ]).toEqual([1, 1]);
      await crowd(
        async (index) =>
          await storage.recordEvent(
            sampleEvent("d", { sync_status: "failed", sync_error: `error ${index}` }),
            false,
          ),
      );
      expect((await storage.readEvent("dodo:msg_d"))?.attempts).toBe(CROWD);
      expect(refusals).toEqual([]);
    });

    test("many credits of one payment at once, each with the host's work: one host is called, and no statement is refused", async () => {
      await using isolated = await open();
      const { storage, refusals } = isolated;
      const payment = await insertSample(storage, "a");
      let called = 0;
      const credits = await crowd(async (index) => {
        const { claim, close } = crediting(payment, `by${index}`);
        return await storage.creditWith(claim, close, async (tx) => {
          called += 1;
          await tx.query("SELECT pg_sleep(0.05)");
        });
      });
      expect([called, credits.filter(({ won }) => won).length]).toEqual([1, 1]);
      expect(refusals).toEqual([]);
    });

    test("verbs of one statement, many at once on one row, are all done", async () => {
      await using isolated = await open();
      const { storage } = isolated;
      const { payment_id, version } = await insertSample(storage, "a");
      await crowd(
        async (index) =>
          await storage.schedule(payment_id, {
            version: version,
            next_check_at: 2_000_000 + index,
            answered_at: null,
          }),
      );
      expect((await storage.readPayment(payment_id))?.attempts).toBe(CROWD);
      const taken = await crowd(async () => await storage.takeCheck(payment_id, 1_000, 2_000));
      expect(taken.filter((won) => won)).toEqual([true]);
      const { payment } = await claimSample(storage, "b");
      await crowd(async () => await storage.endLease(payment.topup_id, 1));
      expect(await storage.readCredit(payment.topup_id)).toMatchObject({ live: false });
      for (let made = 0; made < 20; made += 1)
        await insertSample(storage, `due${made}`, { next_check_at: 1 });
      const take = async (): Promise<Payment[]> =>
        await storage.takeDue(10, 1_000_000, 3, Number.MAX_SAFE_INTEGER);
      const due = [...(await crowd(take)), await take()].flat();
      expect(due.map((one) => one.payment_id).sort()).toEqual(
        Array.from({ length: 20 }, (_, made) => `pmt_due${made}`).sort(),
      );
    });

    test("a verb of one statement that is refused once for a concurrent change is not refused for the next change", async () => {
      await using isolated = await open();
      const { storage, schema, refusals } = isolated;
      const { payment_id, version } = await insertSample(storage, "a");
      const other = await pool.connect();
      const change = async (): Promise<unknown> =>
        await other.query(
          `BEGIN; UPDATE ${schema}.topup_payments SET checked_at = 1 WHERE payment_id = '${payment_id}'`,
        );
      await change();
      isolated.before = async () => void setTimeout(() => void other.query("COMMIT"), 100);
      isolated.refused = async () => {
        isolated.refused = null;
        await change();
      };
      await storage.schedule(payment_id, {
        version: version,
        next_check_at: 2_000_000,
        answered_at: null,
      });
      other.release();
      expect((await storage.readPayment(payment_id))?.next_check_at).toBe(2_000_000);
      expect(refusals).toEqual(["40001"]);
    });

    // The stricter level of the two refuses everything that the other one does.
    if (level !== "serializable") return;

    storageSuite(test, async ({ clock }) => {
      const { schema, drop } = await borrowSchema();
      const [storage, second] = [
        postgresStorage(pool, { clock, schema }),
        postgresStorage(pool, { clock, schema }),
      ];
      return { storage, second, dispose: drop };
    });

    transactionSuite<pg.PoolClient>(test, async ({ clock }) => {
      const { schema, drop } = await borrowSchema();
      await pool.query(`CREATE TABLE IF NOT EXISTS ${schema}.words (word TEXT)`);
      return {
        storage: postgresStorage<pg.PoolClient>(pool, { clock, schema }),
        second: postgresStorage(pool, { clock, schema }),
        write: async (tx, word) =>
          await tx.query(`INSERT INTO ${schema}.words VALUES ($1)`, [word]),
        read: async () =>
          (await pool.query<{ word: string }>(`SELECT word FROM ${schema}.words`)).rows.map(
            ({ word }) => word,
          ),
        dispose: drop,
      };
    });
  },
);
