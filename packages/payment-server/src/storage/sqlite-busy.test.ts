import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test, vi } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { createWorld } from "../../test/world.ts";
import { insertSample } from "../testing/storage/records.ts";
import { sqliteStorage } from "./sqlite.ts";

afterEach(() => vi.restoreAllMocks());

/** Takes the write lock of the file, and returns the function that releases it. */
function lock(file: string): () => void {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA busy_timeout = 2000; BEGIN IMMEDIATE");
  return () => {
    database.exec("COMMIT");
    database.close();
  };
}

describe("while another connection holds the file (these wait on real timers)", () => {
  test.each(["at the first use", "later"])(
    "[K05] %s: a short wait ends in success, and other work goes on meanwhile",
    async (when) => {
      using folder = makeFolder();
      const storage = sqliteStorage(folder.file);
      if (when === "later") await storage.migrate();
      const release = lock(folder.file);
      const happened: string[] = [];
      const timer = setInterval(() => happened.push("tick"), 100);
      // If the wait blocked the process, this could not run before the time of the call is up.
      setTimeout(() => {
        happened.push("released");
        release();
      }, 1_000);
      await insertSample(storage, "a");
      happened.push("stored");
      clearInterval(timer);
      expect(happened.filter((word) => word !== "tick")).toEqual(["released", "stored"]);
      expect(happened[0]).toBe("tick");
      await storage.close();
    },
  );

  test.each(["at the first use", "later"])(
    "[K05] %s: a long wait ends in storage_unavailable, and the next call after it succeeds",
    async (when) => {
      using folder = makeFolder();
      const storage = sqliteStorage(folder.file, { busy_ms: 150 });
      if (when === "later") await storage.migrate();
      const release = lock(folder.file);
      const busy = {
        code: "storage_unavailable",
        status: 503,
        retry_after_ms: 5_000,
        message: expect.stringMatching(/busy/),
      };
      await expect(insertSample(storage, "a")).rejects.toMatchObject(busy);
      await expect(insertSample(storage, "a")).rejects.toMatchObject(busy);
      release();
      expect(await insertSample(storage, "a")).toMatchObject({ payment_id: "pmt_a" });
      await storage.close();
    },
  );

  test.each([
    ["locked", 5],
    ["recovering after a crash", 261],
    ["outdated snapshot", 517],
    ["timed out", 773],
  ])("[K05] every kind of busy is waited for: %s", async (_, errcode) => {
    using folder = makeFolder();
    const storage = sqliteStorage(folder.file);
    vi.spyOn(DatabaseSync.prototype, "exec").mockImplementationOnce(() => {
      throw Object.assign(new Error("database is locked"), { code: "ERR_SQLITE_ERROR", errcode });
    });
    expect(await insertSample(storage, "a")).toMatchObject({ payment_id: "pmt_a" });
    await storage.close();
  });

  test("[K05] readers do not wait for a writer", async () => {
    using folder = makeFolder();
    const storage = sqliteStorage(folder.file, { busy_ms: 0 });
    const payment = await insertSample(storage, "a");
    const release = lock(folder.file);
    expect(await storage.readPayment("pmt_a")).toEqual(payment);
    expect(await storage.listAttempts("tu_a")).toEqual([payment]);
    release();
    await storage.close();
  });

  test.each(["before the claim", "between the host's commit and ours"])(
    "[K05] locked %s: 503, and one credit later",
    async (when) => {
      using folder = makeFolder();
      const storage = sqliteStorage(folder.file, { busy_ms: 100, clock: () => world.clock.now() });
      await using world = await createWorld({ service: { storage, confirm: "when_unsigned" } });
      const topup = world.host.addTopup();
      const checkout = await world.create(topup.topup_id);
      await world.dodo.pay(checkout.provider_session_id);
      let release = (): void => undefined;
      const take = (): void => void (release = lock(folder.file));
      if (when === "before the claim") take();
      else world.host.after = take;
      const [refused] = await world.dodo.deliver();
      expect(refused).toMatchObject({ status: 503 });
      release();
      world.host.after = null;
      expect(await storage.listAttempts(topup.topup_id)).toMatchObject([
        { status: when === "before the claim" ? "pending" : "crediting" },
      ]);
      world.clock.advance(60_000);
      await world.payment.reconcile();
      expect(await storage.listAttempts(topup.topup_id)).toMatchObject([{ status: "paid" }]);
      expect([world.host.balance("ada"), world.host.calls.length]).toEqual([500, 1]);
      await storage.close();
    },
  );
});
