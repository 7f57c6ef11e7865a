/** Transactional mode needs a storage with transactions. */
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { d1Storage } from "../../src/storage/d1.ts";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { memoryStorage, PaymentService, type PaymentServiceOptions } from "../../src/index.ts";

test("a storage without transactions does not compile, and the type of the handle is the storage's", () => {
  const host = { readTopup: () => null, providers: [], transactional: true } as const;
  const memory = { ...host, storage: memoryStorage(), finishTopup: () => null };
  const open = { ...memory, storage: sqliteStorage(new DatabaseSync(":memory:")) };
  // @ts-expect-error A memory storage has no transactions.
  expect(() => new PaymentService(memory)).toThrow(/needs a storage/);
  // @ts-expect-error A plain database handle has none either.
  expect(() => new PaymentService(open)).toThrow(/needs a storage/);
  const storage = sqliteStorage<DatabaseSync>("not-opened.sqlite");
  expect(
    () =>
      new PaymentService({
        ...host,
        transactional: true,
        storage,
        finishTopup: (_, { tx }) => tx.prepare("SELECT 1").setReadBigInts(true),
      }),
  ).toThrow(/`providers` is empty/);
});

test("a storage without transactions is refused when the service is made, with the fix", () => {
  const host: Omit<PaymentServiceOptions, "storage" | "transactional"> = {
    readTopup: () => null,
    finishTopup: () => null,
    providers: [],
  };
  for (const storage of [
    memoryStorage(),
    d1Storage({
      prepare: () => {
        throw new Error("not requested");
      },
      batch: async () => [],
    }),
    sqliteStorage(":memory:"),
    undefined,
  ]) {
    const options = { ...host, transactional: true, storage };
    // This is what a caller without types does.
    expect(() => Reflect.construct(PaymentService, [options])).toThrow(
      /`transactional` needs a storage.*sqliteStorage/,
    );
  }
  expect(() => Reflect.construct(PaymentService, [{ ...host, transactional: "yes" }])).toThrow(
    /true or false/,
  );
});
