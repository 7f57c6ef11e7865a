/** Cases about which writes make a notice due. */
import { auditEntry } from "../../core/audit.ts";
import type { Change } from "../../core/storage-records.ts";
import { NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";
import { ANY, insertDue, NOTIFY, progress, RESERVED, takeOne, taken } from "./notice-samples.ts";
import {
  changeOf,
  claimCredit,
  insertSample,
  LEASE,
  sampleEvent,
  samplePayment,
} from "./records.ts";

const CAUSE = { actor: "webhook", event_id: null, note: null } as const;

/**
 * Test cases for the flag `notify` of the methods that write a payment or an event, and for the
 * waiting notices that `summary()` counts.
 */
export const noticeCases: readonly StorageCase[] = [
  storageCase("only a write that says so makes a notice due", async ({ storage, second }) => {
    const before = await insertSample(storage, "a");
    const quiet = await storage.changePayment(changeOf(before, { status: "failed" }));
    expectEqual(await taken(second), [], "due after a write without a notice");
    await storage.changePayment(changeOf(quiet.payment, { status: "pending" }, NOTIFY));
    await insertSample(storage, "b");
    const held = samplePayment("c", { status: "held" });
    await storage.insertPayment(held, auditEntry(null, held, "stray", CAUSE), true);
    expectEqual(await taken(second), ["pmt_a from 3", "pmt_c from 1"], "due");
  }),

  storageCase("a write that is refused or repeated makes no notice", async ({ storage }) => {
    const change = await insertDue(storage);
    await storage.storeNotified("payment", await takeOne(storage), progress({ sent_version: 2 }));
    await storage.changePayment(change);
    const late = changeOf(await insertSample(storage, "a"), { status: "held" }, NOTIFY);
    await storage.changePayment({ ...late, next: { ...late.next, version: 2, write_id: "late" } });
    expectEqual(await taken(storage), [], "due");
  }),

  storageCase("each verb that writes a change can make a notice", async ({ storage, time }) => {
    const made: string[] = [];
    const claim = async (name: string): Promise<Change["next"]> => {
      const { payment } = await claimCredit(
        storage,
        changeOf(await insertSample(storage, name), { status: "crediting" }),
      );
      return payment;
    };
    const a = changeOf(await insertSample(storage, "a"), { status: "crediting" }, NOTIFY);
    await claimCredit(storage, a);
    made.push(...(await taken(storage)));
    await storage.closeCredit(changeOf(await claim("b"), { status: "paid" }, NOTIFY), 1);
    made.push(...(await taken(storage)));
    const c = changeOf(await claim("c"), { attempts: 1 }, NOTIFY);
    await storage.returnCredit(c, 1);
    made.push(...(await taken(storage)));
    const d = await storage.returnCredit(changeOf(await claim("d"), { attempts: 1 }), 1);
    await storage.reopenCredit(changeOf(d.payment, { attempts: 0 }, NOTIFY), 1);
    made.push(...(await taken(storage)));
    const e = await claim("e");
    time.now += LEASE;
    await storage.voidCredit(changeOf(e, { status: "held" }, NOTIFY), 1);
    made.push(...(await taken(storage, "pmt_e")));
    expectEqual(
      made,
      ["pmt_a from 2", "pmt_b from 3", "pmt_c from 3", "pmt_d from 4", "pmt_e from 3"],
      "due after claim, close, return, reopen and void",
    );
  }),

  storageCase("an event makes a notice if it is written", async ({ storage, second, time }) => {
    const event = sampleEvent("a", { sync_status: "held" });
    await storage.recordEvent(sampleEvent("b", { sync_status: "held" }), false);
    await storage.recordEvent(event, false, true);
    const [due, ...others] = await second.takeNotices("event", ANY);
    if (due === undefined) throw new Error("no notice is due");
    expectEqual(
      [due, others],
      [{ id: "dodo:msg_a", from_version: 1, attempts: 1, lease: NOW + RESERVED }, []],
      "due",
    );
    expectEqual(await storage.readEvent("dodo:msg_a"), event, "the event");
    const failed = progress({ from_version: 1, wait_ms: 5 });
    await storage.storeNotified("event", due, failed);
    time.now += 5;
    const [again] = await storage.takeNotices("event", { ...ANY, only: due.id });
    if (again === undefined) throw new Error("the notice that failed is not due");
    await second.storeNotified("event", again, progress({ sent_version: 1 }));
    await storage.recordEvent(event, false, true);
    time.now += RESERVED;
    expectEqual(await storage.takeNotices("event", ANY), [], "due after it was sent");
    await storage.recordEvent(event, true, true);
    expectEqual((await storage.takeNotices("event", ANY)).length, 1, "due after a new decision");
  }),

  storageCase("the summary counts the rows with notices", async ({ storage }) => {
    const counts = async (): Promise<unknown[]> => {
      const { waiting_notices, oldest_waiting_notice_at } = await storage.summary(NOW);
      return [waiting_notices, oldest_waiting_notice_at];
    };
    const { next } = await insertDue(storage);
    expectEqual(await counts(), [1, next.updated_at], "one payment");
    const event = sampleEvent("a", { sync_status: "held", updated_at: NOW - 5 });
    await storage.recordEvent(event, false, true);
    expectEqual(await counts(), [2, NOW - 5], "a payment and an event");
    await storage.storeNotified("payment", await takeOne(storage), progress({ sent_version: 2 }));
    expectEqual(await counts(), [1, NOW - 5], "an event");
  }),
];
