/** A process is killed in the middle of a credit in transactional mode. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { makeSchema } from "../../test/postgres.ts";
import { openShared } from "../../test/shared-storage.ts";
import type { TransactionalStorage } from "../core/storage.ts";
import { insertSample } from "../testing/storage/records.ts";
import { crediting } from "../testing/transaction/pending.ts";

const WORKER = fileURLToPath(new URL("../../test/credit-worker.ts", import.meta.url));

test.each(["sqlite", "postgres"])(
  "[K01] on %s a process that is killed while its host works leaves the payment as it was, and another one credits at once",
  async (kind) => {
    using folder = makeFolder();
    const database = kind === "postgres" ? await makeSchema() : null;
    const where = database === null ? folder.file : `${database.url}#${database.schema}`;
    const storage = openShared(where) as TransactionalStorage;
    const payment = await insertSample(storage, "a");
    const worker = fork(WORKER, [where, payment.payment_id], { execArgv: ["--no-warnings"] });
    expect(await once(worker, "exit")).toEqual([null, "SIGKILL"]);
    expect([
      await storage.readPayment("pmt_a"),
      await storage.readCredit("tu_a"),
      (await storage.listAudit("pmt_a")).length,
    ]).toEqual([payment, null, 1]);
    const { claim, close } = crediting(payment);
    let called = 0;
    const credited = await storage.creditWith(claim, close, async () => void (called += 1));
    expect([credited.won, called, credited.payment.status]).toEqual([true, 1, "paid"]);
    await storage.close();
    await database?.drop();
  },
);
