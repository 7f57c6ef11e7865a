/**
 * Connections that break at any moment: all of a verb has happened or nothing, and the process
 * lives.
 */
import { createServer, type Server, type Socket } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  makeSchema,
  intercepted,
  sqlState,
  tablesIn,
  type PostgresSchema,
} from "../../test/postgres.ts";
import { changeOf, claimSample, insertSample, sampleEvent } from "../testing/storage/records.ts";
import { postgresStorage, type PostgresClient, type PostgresPool } from "./postgres.ts";

/** Starts a server in place of PostgreSQL and returns its URL. */
async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `postgres://postgres@127.0.0.1:${typeof address === "object" ? address?.port : 0}/postgres`;
}

const broken = (): Error => new Error("Connection terminated unexpectedly");

let database: PostgresSchema;
beforeAll(async () => void (database = await makeSchema()));
afterAll(async () => await database.drop());
const open = tablesIn(() => database);

describe("[K04] the connection breaks", () => {
  test.each(["before", "after"] as const)(
    "%s COMMIT has its effect: the verb is repeated and wins once",
    async (when) => {
      let cuts = 1;
      const clock = (): number => 1;
      const pool = intercepted(database.pool, async ({ text }, run) => {
        if (text !== "COMMIT" || cuts <= 0) return await run();
        cuts -= 1;
        if (when === "after") await run();
        throw broken();
      });
      const table_prefix = `${when}_commit_`;
      const quiet = open(undefined, { clock, table_prefix });
      const claim = await claimSample(quiet);
      const event = sampleEvent("a", { sync_status: "applied" });
      const close = changeOf(claim.payment, { status: "paid" }, { event });
      expect(await open(pool, { clock, table_prefix }).closeCredit(close, 1)).toMatchObject({
        won: true,
        payment: close.next,
        credit: { state: "done" },
      });
      expect(cuts).toBe(0);
      expect(await quiet.listAudit("pmt_a")).toHaveLength(3);
      expect(await quiet.readEvent(event.event_id)).toEqual(event);
    },
  );

  test("[K03] at every statement, before and after its effect, again and again: all of it happened or nothing", async () => {
    // The version of the tables is read first (2 statements), then: BEGIN, hold, payment, credit,
    // history, event, SELECT, COMMIT.
    let commits = 0;
    for (let nth = 1; nth <= 10; nth += 1) {
      for (const when of ["before", "after"] as const) {
        let ran = 0;
        let closing = false;
        let committed = false;
        const pool = intercepted(database.pool, async ({ text }, run) => {
          ran += 1;
          closing ||= /UPDATE \S+credits/.test(text);
          if (ran !== nth) return await run();
          if (when === "after") {
            await run();
            committed = closing && text === "COMMIT";
          }
          throw sqlState("XX000");
        });
        const table_prefix = `${when}_${nth}_`;
        const quiet = open(undefined, { clock: () => 1, table_prefix });
        const claim = await claimSample(quiet);
        const close = changeOf(
          claim.payment,
          { status: "paid" },
          { event: sampleEvent("a", { sync_status: "applied" }) },
        );
        const storage = postgresStorage(pool, {
          schema: database.schema,
          table_prefix,
          clock: () => 1,
          busy_ms: 500,
        });
        await expect(storage.closeCredit(close, 1)).rejects.toMatchObject({
          code: "storage_unavailable",
        });
        const payment = await quiet.readPayment("pmt_a");
        expect(
          [
            payment,
            (await quiet.readCredit("tu_a"))?.state,
            (await quiet.listAudit("pmt_a")).length,
          ],
          `${when} ${nth}`,
        ).toEqual(
          payment?.status === "paid" ? [close.next, "done", 3] : [claim.payment, "claimed", 2],
        );
        expect(payment?.status === "paid").toBe(committed);
        if (committed) commits += 1;
        expect(await quiet.closeCredit(close, 1)).toMatchObject({
          won: true,
          credit: { state: "done" },
        });
      }
    }
    // Only an error after the COMMIT leaves a close that happened.
    expect(commits).toBe(1);
  });

  test("between two queries of a transaction: the process lives, and the verb is repeated", async () => {
    let cuts = 1;
    const pool = intercepted(database.pool, async ({ text }, run) => {
      const result = await run();
      if (/INSERT INTO \S+credits/.test(text) && (cuts -= 1) >= 0) {
        // Ends only the connection that is in the transaction of this claim.
        await database.pool.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND state = 'idle in transaction' AND query LIKE '%credits%'",
          [database.application_name],
        );
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return result;
    });
    expect(await claimSample(open(pool))).toMatchObject({ won: true, credit: { fence: 1 } });
    expect(cuts).toBe(-1);
  });

  test("while it is idle in the pool: the next call takes another connection", async () => {
    const storage = open();
    // Taken first, so that the storage uses another connection, which is idle when it is ended.
    const other = await database.pool.connect();
    await insertSample(storage, "a");
    const { rowCount } = await other.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()",
      [database.application_name],
    );
    expect(rowCount).toBeGreaterThan(0);
    expect(await storage.readPayment("pmt_a")).toMatchObject({ payment_id: "pmt_a" });
    other.release();
  });

  test("in the very packet in which it becomes ready: the process lives", async () => {
    const message = (type: string, body: string): Buffer => {
      const length = Buffer.alloc(4);
      length.writeInt32BE(4 + body.length);
      return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
    };
    const last = Buffer.concat([
      message("R", "\0\0\0\0"),
      message("Z", "I"),
      message("E", "SFATAL\0C57P01\0Mterminating connection\0\0"),
    ]);
    const ending = createServer(
      (socket) => void socket.on("error", () => {}).once("data", () => socket.end(last)),
    );
    const url = await listening(ending);
    const pool = new pg.Pool({ connectionString: url });
    for (const storage of [
      postgresStorage(url),
      postgresStorage(pool as unknown as PostgresPool),
    ]) {
      await expect(storage.readPayment("pmt_a")).rejects.toMatchObject({
        code: "storage_unavailable",
      });
      await storage.close();
    }
    await pool.end();
    ending.close();
  });

  test("before it is open: a connection that the pool hands out after the timeout is given back", async () => {
    vi.useFakeTimers();
    try {
      const release = vi.fn();
      const client: PostgresClient = { query: async () => ({ rows: [] }), release };
      const patient: PostgresPool = {
        connect: async () =>
          await new Promise((resolve) => setTimeout(() => resolve(client), 20_000)),
        end: async () => {},
      };
      const refused = expect(open(patient).readPayment("pmt_a")).rejects.toMatchObject({
        code: "storage_unavailable",
      });
      await vi.advanceTimersByTimeAsync(8_000);
      await refused;
      expect(release).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(release).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test("by a server that accepts and never answers: 503 in time", async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket));
    const storage = postgresStorage(await listening(silent));
    const began = performance.now();
    await expect(storage.readPayment("pmt_a")).rejects.toMatchObject({
      code: "storage_unavailable",
    });
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const socket of sockets) socket.destroy();
    silent.close();
    await storage.close();
  });
});
