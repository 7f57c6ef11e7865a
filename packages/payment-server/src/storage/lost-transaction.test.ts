/**
 * On SQLite a host can end the transaction that it was given. What it wrote may then be committed,
 * and the close throws.
 */
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import type { Payment } from "../core/payment.ts";
import { LostTransactionError } from "../core/storage.ts";
import { changeOf, claimSample } from "../testing/storage/records.ts";
import { sqliteStorage } from "./sqlite.ts";

test.each([
  ["rolls back", ["ROLLBACK"]],
  ["rolls back and begins anew", ["ROLLBACK", "BEGIN"]],
])(
  "a host that %s and returns: the transaction is lost, and our change is not stored",
  async (_what, words) => {
    await using scene = await begin();
    const thrown = await scene.close((tx) => words.forEach((word) => tx.exec(word)));
    expect(thrown).toBeInstanceOf(LostTransactionError);
    expect(thrown).toMatchObject({ code: "host_invalid" });
    expect(await scene.stored()).toEqual({ status: "crediting", credit: "claimed" });
  },
);

test("a host that rolls back, writes and throws: the transaction is lost, what it wrote is committed, and its error is the cause", async () => {
  await using scene = await begin();
  const error = new Error("the host failed");
  const thrown = await scene.close((tx) => {
    tx.exec("ROLLBACK");
    tx.exec("INSERT INTO words VALUES ('outside')");
    throw error;
  });
  expect(thrown).toBeInstanceOf(LostTransactionError);
  expect(thrown).toMatchObject({ cause: error });
  expect(await scene.stored()).toEqual({ status: "crediting", credit: "claimed" });
  expect(scene.words()).toEqual(["outside"]);
});

test("a host that commits and throws has committed our change too: its own error is thrown on", async () => {
  await using scene = await begin();
  const error = new Error("the host failed");
  const thrown = await scene.close((tx) => {
    tx.exec("COMMIT");
    throw error;
  });
  expect(thrown).toBe(error);
  expect(await scene.stored()).toEqual({ status: "paid", credit: "done" });
});

test("a host that throws inside the transaction loses nothing: its own error is thrown on, and all of it is rolled back", async () => {
  await using scene = await begin();
  const error = new Error("the host failed");
  const thrown = await scene.close((tx) => {
    tx.exec("INSERT INTO words VALUES ('inside')");
    throw error;
  });
  expect(thrown).toBe(error);
  expect(await scene.stored()).toEqual({ status: "crediting", credit: "claimed" });
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
      const thrown = await scene.close((tx) => {
        tx.exec("ROLLBACK");
        throw error;
      });
      expect(thrown).toBe(error);
      expect(await scene.stored()).toEqual({ status: "crediting", credit: "claimed" });
    }
  },
);

/** Opens a claim, a function that closes it, and a table of the host in the same file. */
async function begin(): Promise<{
  close(work: (tx: DatabaseSync) => void): Promise<unknown>;
  stored(): Promise<{ status: Payment["status"] | undefined; credit: string | undefined }>;
  words(): unknown[];
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const folder = makeFolder();
  const storage = sqliteStorage<DatabaseSync>(folder.file, { synchronous: "NORMAL" });
  const { payment } = await claimSample(storage);
  const host = new DatabaseSync(folder.file);
  host.exec("CREATE TABLE words (word TEXT)");
  return {
    close: async (work) =>
      await storage
        .closeCreditWith(changeOf(payment, { status: "paid" }), 1, async (tx) => work(tx))
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
