// Batches that fail: which errors of D1 are retried, and what the others are answered with.
import { d1Storage, type D1Database } from "@x/payment-server/storage/d1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EVENT, openDatabase } from "./start-worker.ts";

let database: D1Database;
let close: () => Promise<void>;
beforeAll(async () => ({ database, close } = await openDatabase()));
afterAll(async () => await close());

/** Wraps the real database. Its nth batch fails with the nth message, before or after its effect. */
function failing(
  failures: readonly (string | null)[],
  when: "before" | "after",
): { database: D1Database; tried(): number } {
  let tried = 0;
  return {
    tried: () => tried,
    database: {
      prepare: (text) => database.prepare(text),
      async batch(statements) {
        const words = failures[tried++] ?? null;
        if (words !== null && when === "before") throw new Error(words);
        const results = await database.batch(statements);
        if (words !== null) throw new Error(words);
        return results;
      },
    },
  };
}

const RESET = "D1_ERROR: Internal error in D1 DB storage caused object to be reset.";

describe.each(["before", "after"] as const)("a batch that fails %s its effect", (when) => {
  let count = 0;
  const onFailing = async (
    failures: readonly string[],
  ): Promise<{
    storage: ReturnType<typeof d1Storage>;
    tried(): number;
    read(): Promise<unknown>;
  }> => {
    const table_prefix = `fault_${when}${(count += 1)}_`;
    const healthy = d1Storage(database, { table_prefix });
    await healthy.migrate();
    // The migration first makes two queries, for the tables and for their version.
    const fault = failing([null, null, ...failures], when);
    return {
      storage: d1Storage(fault.database, { table_prefix }),
      tried: () => fault.tried() - 2,
      read: async () => await healthy.readEvent(EVENT.event_id),
    };
  };

  test.each([
    "D1_ERROR: Network connection lost.",
    RESET,
    "D1_ERROR: D1 DB reset because its code was updated.",
    "D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.",
  ])("is retried once if D1 documents it as retryable: %s", async (words) => {
    const { storage, tried, read } = await onFailing([words]);
    expect(await storage.recordEvent(EVENT, false)).toMatchObject({ event_id: EVENT.event_id });
    expect([tried(), await read()]).toEqual([
      2,
      expect.objectContaining({ event_id: EVENT.event_id }),
    ]);
  });

  test("twice answers storage_unavailable, without D1's own text", async () => {
    const { storage, tried } = await onFailing([RESET, RESET]);
    await expect(storage.recordEvent(EVENT, false)).rejects.toMatchObject({
      code: "storage_unavailable",
      status: 503,
      retry_after_ms: 5_000,
      message: expect.not.stringContaining("reset"),
    });
    expect(tried()).toBe(2);
    expect(await storage.recordEvent(EVENT, false)).toMatchObject({ event_id: EVENT.event_id });
  });

  test.each([
    ["D1_ERROR: D1 DB is overloaded. Requests queued for too long.", /busy/],
    ["D1_ERROR: Exceeded maximum DB size.", /full/],
    ["D1_ERROR: no such table: SQLITE_ERROR", /check its binding/],
  ])("is not retried otherwise, and the error says the fix: %s", async (words, fix) => {
    const { storage, tried } = await onFailing([words]);
    await expect(storage.recordEvent(EVENT, false)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringMatching(fix),
    });
    expect(tried()).toBe(1);
  });
});

test("a batch whose last statement fails leaves nothing behind: it is one transaction", async () => {
  await database.batch([database.prepare("CREATE TABLE whole (id INTEGER PRIMARY KEY)").bind()]);
  const insert = (): ReturnType<D1Database["prepare"]> =>
    database.prepare("INSERT INTO whole VALUES (?)").bind(1);
  await expect(database.batch([insert(), insert()])).rejects.toThrow(/UNIQUE/);
  expect(
    (await database.batch([database.prepare("SELECT id FROM whole").bind()]))[0]?.results,
  ).toEqual([]);
});
