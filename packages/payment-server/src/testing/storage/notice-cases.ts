/** Cases about notices: which rows have some to send, and who sends them. */
import type { Storage } from "../../core/storage.ts";
import type { Change, DueNotices, NoticeProgress } from "../../core/storage-records.ts";
import { atOnce, NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";
import {
  changeOf,
  claimCredit,
  insertSample,
  LEASE,
  sampleEvent,
  samplePayment,
} from "./records.ts";
import { auditEntry } from "../../core/audit.ts";

const RESERVED = 30_000;
const ANY = { only: null, limit: 10, lease_ms: RESERVED };
const NOTIFY = { notify: true };
const CAUSE = { actor: "webhook", event_id: null, note: null } as const;

/** Takes the payments whose notices are due, and returns each with its first version. */
async function taken(storage: Storage, only: string | null = null): Promise<string[]> {
  return shown(await storage.takeNotices("payment", { ...ANY, only }));
}

function shown(due: readonly DueNotices[]): string[] {
  return due.map(({ id, from_version }) => `${id} from ${from_version}`).sort();
}

/** Inserts a payment and writes a change of it that the host has to be notified of. */
async function insertDue(storage: Storage, name = "a"): Promise<Change> {
  const change = changeOf(await insertSample(storage, name), { status: "failed" }, NOTIFY);
  await storage.changePayment(change);
  return change;
}

async function takeOne(storage: Storage): Promise<DueNotices> {
  const [due] = await storage.takeNotices("payment", ANY);
  if (due === undefined) throw new Error("no notice is due");
  return due;
}

const progress = (fields: Partial<NoticeProgress>): NoticeProgress => ({
  from_version: 3,
  sent_version: null,
  wait_ms: RESERVED,
  attempts: 0,
  ...fields,
});

/** Cases of the verbs on notices, and of the writes that make them. */
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

  storageCase(
    "notices that wait keep their place, and later ones follow them",
    async ({ storage, second }) => {
      const first = await insertDue(storage);
      await second.changePayment(changeOf(first.next, { status: "pending" }, NOTIFY));
      expectEqual(await taken(storage), ["pmt_a from 2"], "due");
    },
  ),

  // A process that has crashed while it sent notices must not lose them.
  storageCase(
    "a reserved row is due again when the reservation ends, not before",
    async ({ storage, second, time }) => {
      const { next } = await insertDue(storage);
      const due = await takeOne(storage);
      expectEqual(
        due,
        { id: "pmt_a", from_version: 2, attempts: 1, lease: NOW + RESERVED },
        "what was taken",
      );
      await storage.changePayment(changeOf(next, { status: "pending" }, NOTIFY));
      time.now += RESERVED - 1;
      expectEqual(await second.takeNotices("payment", ANY), [], "due just before");
      time.now += 1;
      expectEqual(
        await second.takeNotices("payment", ANY),
        [{ ...due, attempts: 2, lease: NOW + 2 * RESERVED }],
        "due then",
      );
      expectEqual(
        await second.readPayment("pmt_a"),
        (await storage.listPayments({ filter: {}, after: null, limit: 1 }))[0],
        "the payment",
      );
    },
  ),

  storageCase(
    "once everything up to the newest version was sent, nothing waits",
    async ({ storage, second, time }) => {
      await insertDue(storage);
      const due = await takeOne(storage);
      const left = await second.storeNotified("payment", due, progress({ sent_version: 2 }));
      time.now += RESERVED;
      expectEqual([left, await taken(storage)], [null, []], "what is left");
    },
  ),

  storageCase(
    "a version that was written meanwhile stays reserved for the same process",
    async ({ storage, second, time }) => {
      const { next } = await insertDue(storage);
      const due = await takeOne(storage);
      await second.changePayment(changeOf(next, { status: "pending" }));
      time.now += 1;
      const until = await storage.storeNotified("payment", due, progress({ sent_version: 2 }));
      expectEqual(until, NOW + 1 + RESERVED, "the end of the new reservation");
      expectEqual(await taken(second), [], "due for another process");
      time.now += RESERVED;
      expectEqual(await taken(second), ["pmt_a from 3"], "due when it has ended");
    },
  ),

  storageCase("a failure leaves the row alone for a while", async ({ storage, time }) => {
    await insertDue(storage);
    const due = await takeOne(storage);
    const failed = progress({ from_version: 2, wait_ms: 500, attempts: 7 });
    await storage.storeNotified("payment", due, failed);
    time.now += 499;
    expectEqual(await taken(storage), [], "due during the pause");
    time.now += 1;
    const again = { id: "pmt_a", from_version: 2, attempts: 8, lease: time.now + RESERVED };
    expectEqual(await storage.takeNotices("payment", ANY), [again], "due after it");
  }),

  // A process that was suspended may have lost its reservation to another one.
  storageCase(
    "a process whose reservation was taken over stores nothing",
    async ({ storage, second, time }) => {
      await insertDue(storage);
      const late = await takeOne(storage);
      time.now += RESERVED;
      const due = await takeOne(second);
      const stored = await storage.storeNotified("payment", late, progress({ sent_version: 2 }));
      expectEqual(stored, null, "what the late process stores");
      const renewed = await second.storeNotified("payment", due, progress({}));
      expectEqual(renewed, time.now + RESERVED, "the reservation of the other one");
      time.now += RESERVED;
      expectEqual(await taken(storage), ["pmt_a from 3"], "due afterwards");
    },
  ),

  storageCase("rows are taken up to the limit, or one by its id", async ({ storage, time }) => {
    for (const name of ["a", "b", "c"]) await insertDue(storage, name);
    expectEqual(await taken(storage, "pmt_b"), ["pmt_b from 2"], "by its id");
    expectEqual(await taken(storage, "pmt_b"), [], "by its id again");
    expectEqual(await taken(storage, "pmt_none"), [], "by an unknown id");
    const one = await storage.takeNotices("payment", { ...ANY, limit: 1 });
    time.now += RESERVED - 1;
    const rest = await storage.takeNotices("payment", ANY);
    expectEqual(
      [one.length, shown([...one, ...rest])],
      [1, ["pmt_a from 2", "pmt_c from 2"]],
      "one, and then the rest",
    );
  }),

  storageCase("each row is taken by exactly one of sixteen callers at once", async (bench) => {
    const names = Array.from({ length: 40 }, (_, index) => `${index}`);
    for (const name of names) await insertDue(bench.storage, name);
    const due = await atOnce(
      bench,
      async (storage) => await storage.takeNotices("payment", { ...ANY, limit: 3 }),
    );
    const rest = await bench.storage.takeNotices("payment", { ...ANY, limit: 100 });
    expectEqual(
      shown([...due.flat(), ...rest]),
      names.map((name) => `pmt_${name} from 2`).sort(),
      "what was taken, at once and afterwards",
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
