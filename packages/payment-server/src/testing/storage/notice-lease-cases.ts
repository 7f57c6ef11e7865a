/** Cases about rows that one process reserves while it sends their notices. */
import { atOnce, NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";
import {
  ANY,
  insertDue,
  NOTIFY,
  progress,
  RESERVED,
  shown,
  taken,
  takeOne,
} from "./notice-samples.ts";
import { changeOf } from "./records.ts";

const HOUR = 3_600_000;

/** Cases of `takeNotices` and `storeNotified` for payments. */
export const noticeLeaseCases: readonly StorageCase[] = [
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

  // If a clock was ahead and is then set back, the stored times are in the future. If a storage
  // relied on these times, the notices would wait until then.
  storageCase(
    "a row that is due more than an hour from now was written by a wrong clock, and is due",
    async ({ storage, second, time }) => {
      const { next } = await insertDue(storage);
      await storage.changePayment(changeOf(next, { status: "pending" }, NOTIFY));
      await takeOne(storage);
      time.now -= HOUR - RESERVED;
      expectEqual(await taken(second), [], "due an hour before");
      time.now -= 1;
      expectEqual(await taken(second), ["pmt_a from 2"], "due before that");
    },
  ),

  // A process that was suspended may have lost its reservation to another process.
  storageCase(
    "a process whose reservation was taken over stores nothing",
    async ({ storage, second, time }) => {
      await insertDue(storage);
      const late = await takeOne(storage);
      time.now += RESERVED;
      const due = await takeOne(second);
      for (const stale of [progress({ wait_ms: 5 }), progress({ sent_version: 2 })])
        expectEqual(
          await storage.storeNotified("payment", late, stale),
          null,
          "what the late process stores",
        );
      time.now += 5;
      expectEqual(await taken(storage), [], "due after it");
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
];
