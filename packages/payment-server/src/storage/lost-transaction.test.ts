/**
 * On SQLite a host can end the transaction that it was given. What it wrote may then be committed,
 * and `creditWith` throws.
 */
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import type { Payment } from "../core/payment.ts";
import { LostTransactionError } from "../core/storage.ts";
import { insertSample } from "../testing/storage/records.ts";
import { crediting } from "../testing/transaction/pending.ts";
import { sqliteStorage } from "./sqlite.ts";

test.each([
  ["rolls back", ["ROLLBACK"]],
  ["rolls back and begins anew", ["ROLLBACK", "BEGIN"]],
])(
  "a host that %s and returns: the transaction is lost, and our change is not stored",
  async (_what, words) => {
    await using scene = await begin();
    const thrown = await scene.credit((tx) => words.forEach((word) => tx.exec(word)));
    expect(thrown).toBeInstanceOf(LostTransactionError);
    expect(thrown).toMatchObject({ code: "host_invalid" });
    expect(await scene.stored()).toEqual({ status: "pending", credit: undefined });
  },
);

test("a host that rolls back, writes and throws: the transaction is lost, what it wrote is committed, and its error is the cause", async () => {
  await using scene = await begin();
  const error = new Error("the host failed");
  const thrown = await scene.credit((tx) => {
    tx.exec("ROLLBACK");
    tx.exec("INSERT INTO words VALUES ('outside')");
    throw error;
  });
  expect(thrown).toBeInstanceOf(LostTransactionError);
  expect(thrown).toMatchObject({ cause: error });
  expect(await scene.stored()).toEqual({ status: "pending", credit: undefined });
  expect(scene.words()).toEqual(["outside"]);
});

test("a host that commits and throws has committed our change too: its own error is thrown on", async () => {
  await using scene = await begin();
  const error = new Error("the host failed");
  const thrown = await scene.credit((tx) => {
    tx.exec("COMMIT");
    throw error;
  });
  expect(thrown).toBe(error);
  expect(await scene.stored()).toEqual({ status: "paid", credit: "done" });
});

test("a host that throws inside the transaction loses nothing: its own error is thrown on, and all of it is rolled back", async () => {
  await using scene = await begin();
  const error = new Error("the host failed");
  const thrown = await scene.credit((tx) => {
    tx.exec("INSERT INTO words VALUES ('inside')");
    throw error;
  });
  expect(thrown).toBe(error);
  expect(await scene.stored()).toEqual({ status: "pending", credit: undefined });
  expect(scene.words()).toEqual([]);
});

test.each([{ errcode: 13 }, { errcode: 778 }, { code: "SQLITE_FULL" }])(
  "a transaction that SQLite itself has ended, with %j, is not lost: the host's error is thrown on, wrapped or not",
  async (fields) => {
    for (const wrap of [
      (error: Error) => error,
      (error: Error) => new Error("a library's own", { cause: error }),
    ]) {
      await using scene = await begin();
      const error = wrap(Object.assign(new Error("database or disk is full"), fields));
      const thrown = await scene.credit((tx) => {
        tx.exec("ROLLBACK");
        throw error;
      });
      expect(thrown).toBe(error);
      expect(await scene.stored()).toEqual({ status: "pending", credit: undefined });
    }
  },
);

/** Inserts a payment, with a function that credits it, and a table of the host in the same file. */
async function begin(): Promise<{
  credit(work: (tx: DatabaseSync) => void): Promise<unknown>;
  stored(): Promise<{ status: Payment["status"] | undefined; credit: string | undefined }>;
  words(): unknown[];
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const folder = makeFolder();
  const storage = sqliteStorage<DatabaseSync>(folder.file, { synchronous: "NORMAL" });
  const { claim, close } = crediting(await insertSample(storage, "a"));
  const host = new DatabaseSync(folder.file);
  host.exec("CREATE TABLE words (word TEXT)");
  return {
    credit: async (work) =>
      await storage
        .creditWith(claim, close, async (tx) => work(tx))
        .then(
          () => null,
          (error: unknown) => error,
        ),
    stored: async () => ({
      status: (await storage.readPayment("pmt_a"))?.status,
      credit: (await storage.readCredit("tu_a"))?.state,
    }),
    words: () =>
      host
        .prepare("SELECT word FROM words")
        .all()
        .map(({ word }) => word),
    async [Symbol.asyncDispose]() {
      host.close();
      await storage.close();
      folder[Symbol.dispose]();
    },
  };
}
