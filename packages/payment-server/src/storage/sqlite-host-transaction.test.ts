/**
 * A transaction that the host has open on its own database: our statements wait for its end and
 * never run inside it.
 */
import { describe, expect, test } from "vitest";
import { openSqlite } from "../../test/open-sqlite.ts";
import { changeOf, claimSample, insertSample, LEASE } from "../testing/storage/records.ts";

describe("a transaction that the host has open", () => {
  test("is waited for: its rollback takes nothing of ours with it", async () => {
    using opened = openSqlite({}, 3_000);
    const payment = await insertSample(opened.storage, "a");
    opened.database.exec("CREATE TABLE orders (id TEXT); BEGIN; INSERT INTO orders VALUES ('o1')");
    const writes = [
      insertSample(opened.storage, "b"),
      opened.storage.schedule("pmt_a", { version: 1, next_check_at: 77, answered_at: null }),
      opened.storage.takeCheck("pmt_a", 1, 2),
    ];
    await new Promise((resolve) => setTimeout(resolve, 50));
    opened.database.exec("ROLLBACK");
    await Promise.all(writes);
    expect(await opened.storage.readPayment("pmt_a")).toEqual({
      ...payment,
      next_check_at: 77,
      attempts: 1,
      checked_at: 2,
    });
    expect(await opened.storage.readPayment("pmt_b")).not.toBeNull();
    expect(opened.database.prepare("SELECT COUNT(*) AS count FROM orders").get()).toEqual({
      count: 0,
    });
  });

  test("that does not end answers storage_unavailable, and stays the host's: what it wrote is committed, nothing of ours", async () => {
    using opened = openSqlite();
    const claim = await claimSample(opened.storage);
    opened.database.exec("CREATE TABLE orders (id TEXT); BEGIN; INSERT INTO orders VALUES ('o1')");
    const busy = {
      code: "storage_unavailable",
      status: 503,
      retry_after_ms: 5_000,
      message: expect.stringMatching(/transaction of yours is open/),
    };
    const paid = changeOf(claim.payment, { status: "paid" });
    const calls = [
      () => opened.storage.closeCredit(paid, 1),
      () => opened.storage.endLease("tu_a", 1),
      () => opened.storage.takeDue(1, 2, 3, 4),
      () => opened.storage.readPayment("pmt_a"),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject(busy);
    expect(opened.database.isTransaction).toBe(true);
    opened.database.exec("COMMIT");
    expect(opened.database.prepare("SELECT id FROM orders").all()).toEqual([{ id: "o1" }]);
    expect(await opened.storage.readPayment("pmt_a")).toEqual(claim.payment);
    expect(
      await opened.storage.claimCredit(changeOf(claim.payment, { attempts: 1 }), LEASE, "guarded"),
    ).toMatchObject({ won: false, credit: { live: true } });
    expect(await opened.storage.closeCredit(paid, 1)).toMatchObject({
      won: true,
      credit: { state: "done" },
    });
  });

  test("before the first use leaves no half of a schema", async () => {
    using opened = openSqlite();
    opened.database.exec("BEGIN");
    await expect(opened.storage.migrate()).rejects.toMatchObject({ code: "storage_unavailable" });
    opened.database.exec("ROLLBACK");
    expect(opened.database.prepare("SELECT name FROM sqlite_master").all()).toEqual([]);
    expect(await insertSample(opened.storage, "a")).toMatchObject({ payment_id: "pmt_a" });
  });
});
