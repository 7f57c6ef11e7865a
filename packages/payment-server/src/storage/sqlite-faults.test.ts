import { StatementSync } from "node:sqlite";
import { afterEach, describe, expect, test, vi } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { changeOf, claimSample, LEASE, sampleEvent } from "../testing/storage/records.ts";
import { sqliteStorage } from "./sqlite.ts";

afterEach(() => vi.restoreAllMocks());

/**
 * Makes the `nth` writing statement fail, before or after its effect. Returns a function that
 * counts those that ran.
 */
function failAt(nth: number, when: "before" | "after"): () => number {
  const run = StatementSync.prototype.run;
  let ran = 0;
  vi.spyOn(StatementSync.prototype, "run").mockImplementation(function (
    this: StatementSync,
    ...values: Parameters<StatementSync["run"]>
  ) {
    ran += 1;
    if (ran === nth && when === "before") throw new Error("disk I/O error");
    const result = run.apply(this, values);
    if (ran === nth) throw new Error("disk I/O error");
    return result;
  });
  return () => ran;
}

describe.each(["before", "after"] as const)(
  "[K03] an error %s the effect of a statement",
  (when) => {
    // BEGIN, payment, credit, history, event, COMMIT
    test.each([1, 2, 3, 4, 5, 6])(
      "number %i of a close: all of it happened or nothing, and the same close again wins once",
      async (nth) => {
        using folder = makeFolder();
        const storage = sqliteStorage(folder.file, { clock: () => 1 });
        const claim = await claimSample(storage);
        const event = sampleEvent("a", { sync_status: "applied" });
        const close = changeOf(claim.payment, { status: "paid" }, { event });
        const ran = failAt(nth, when);
        await expect(storage.closeCredit(close, 1)).rejects.toMatchObject({
          code: "storage_unavailable",
        });
        expect(ran()).toBeGreaterThanOrEqual(nth);
        vi.restoreAllMocks();
        const happened = nth === 6 && when === "after";
        expect(await storage.readPayment("pmt_a")).toEqual(happened ? close.next : claim.payment);
        expect(await storage.readCredit("tu_a")).toMatchObject({
          state: happened ? "done" : "claimed",
        });
        expect(await storage.listAudit("pmt_a")).toHaveLength(happened ? 3 : 2);
        expect(await storage.readEvent(event.event_id)).toEqual(happened ? event : null);
        expect(await storage.closeCredit(close, 1)).toMatchObject({
          won: true,
          payment: close.next,
          credit: { state: "done" },
        });
        expect(await storage.listAudit("pmt_a")).toHaveLength(3);
        expect(await storage.readEvent(event.event_id)).toEqual(event);
        await storage.close();
      },
    );

    // BEGIN, credit, payment, history, COMMIT
    test.each([1, 2, 3, 4, 5])(
      "number %i of a claim: all of it happened or nothing, and the same claim again wins once",
      async (nth) => {
        using folder = makeFolder();
        const storage = sqliteStorage(folder.file, { clock: () => LEASE });
        const { payment } = await claimSample(storage);
        await storage.endLease("tu_a", 1);
        const takeover = changeOf(payment, { attempts: 1 });
        failAt(nth, when);
        await expect(storage.claimCredit(takeover, LEASE, "guarded")).rejects.toMatchObject({
          code: "storage_unavailable",
        });
        vi.restoreAllMocks();
        const happened = nth === 5 && when === "after";
        expect(await storage.readPayment("pmt_a")).toEqual(happened ? takeover.next : payment);
        expect(await storage.readCredit("tu_a")).toMatchObject({
          fence: happened ? 2 : 1,
          live: happened,
        });
        expect(await storage.claimCredit(takeover, LEASE, "guarded")).toMatchObject({
          won: true,
          payment: takeover.next,
          credit: { fence: 2, live: true },
        });
        expect(await storage.listAudit("pmt_a")).toHaveLength(3);
        await storage.close();
      },
    );
  },
);
