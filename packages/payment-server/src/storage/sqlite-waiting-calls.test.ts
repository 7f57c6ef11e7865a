/** Calls wait for a transaction of the host, but neither for all of them nor for ever. */
import type { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import type { Payment } from "../core/payment.ts";
import type { Claimed } from "../core/storage-records.ts";
import type { TransactionalStorage } from "../core/storage.ts";
import { insertSample } from "../testing/storage/records.ts";
import { crediting } from "../testing/transaction/pending.ts";
import { sqliteStorage } from "./sqlite.ts";

const pause = async (ms: number): Promise<void> =>
  await new Promise((resolve) => setTimeout(resolve, ms));

/** Credits a payment in a transaction in which the host works for `ms`. */
async function creditSlowly(
  storage: TransactionalStorage<DatabaseSync>,
  payment: Payment,
  ms: number,
): Promise<Claimed> {
  const { claim, close } = crediting(payment);
  return await storage.creditWith(claim, close, async () => await pause(ms));
}

test("[K05] a call waits for some transactions of the host, and not for all that wait", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage<DatabaseSync>(folder.file, { busy_ms: 20_000 });
  const names = Array.from({ length: 20 }, (_, index) => `t${index}`);
  const payments = await Promise.all(names.map(async (name) => await insertSample(storage, name)));
  const happened: string[] = [];
  const credits = payments.map(async (payment) => {
    expect(await creditSlowly(storage, payment, 30)).toMatchObject({ won: true });
    happened.push("credited");
  });
  await pause(10);
  const calls = ["a", "b", "c"].map(async (name) => {
    await insertSample(storage, name);
    happened.push("call");
  });
  await Promise.all([...credits, ...calls]);
  expect(happened).toHaveLength(23);
  expect(happened.lastIndexOf("call")).toBeLessThan(10);
  await storage.close();
});

test("[K05] during a transaction that does not end all calls are refused in time, and work afterwards", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage<DatabaseSync>(folder.file, { busy_ms: 100 });
  const { claim, close } = crediting(await insertSample(storage, "e"));
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const credited = storage.creditWith(claim, close, async () => await ended);
  await pause(20);
  const calls = ["a", "b", "c"].map(async (name) => await insertSample(storage, name));
  for (const { status } of await Promise.allSettled(calls)) expect(status).toBe("rejected");
  await expect(insertSample(storage, "d")).rejects.toMatchObject({
    code: "storage_unavailable",
    message: expect.stringMatching(/busy/),
  });
  end();
  expect(await credited).toMatchObject({ won: true });
  expect(await insertSample(storage, "a")).toMatchObject({ payment_id: "pmt_a" });
  expect(await storage.readPayment("pmt_d")).toBeNull();
  await storage.close();
});
