/** Cases about scheduling checks of a payment. A schedule does not change the payment's version. */
import { atOnce, NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import { changeOf, insertSample } from "./records.ts";

/** Cases of `takeCheck` and `schedule`. */
export const scheduleCases: readonly StorageCase[] = [
  storageCase("a payment is checked once in an interval", async ({ storage, second }) => {
    const before = await insertSample(storage, "a");
    expectEqual(await storage.takeCheck("pmt_a", NOW - 5, NOW), true, "the first");
    expectEqual(await second.takeCheck("pmt_a", NOW - 1, NOW + 4), false, "one too soon");
    expectEqual(await second.readPayment("pmt_a"), { ...before, checked_at: NOW }, "the payment");
    expectEqual(await second.takeCheck("pmt_a", NOW, NOW + 5), true, "the next");
    expectEqual(
      await storage.takeCheck("pmt_b", NOW, NOW),
      false,
      "one of a payment that is not there",
    );
  }),

  storageCase("of sixteen callers that would check a payment at once, one may", async (bench) => {
    await insertSample(bench.storage, "a");
    const answers = await atOnce(
      bench,
      async (storage) => await storage.takeCheck("pmt_a", NOW - 5, NOW),
    );
    expectEqual(answers.filter((may) => may).length, 1, "who may");
  }),

  // A process with a wrong clock may store a time far in the future. Other processes must still be
  // able to check the payment before that time.
  storageCase(
    "a time of checking in the future comes from a wrong clock and blocks no check",
    async ({ storage, second }) => {
      await insertSample(storage, "a");
      expectEqual(
        await storage.takeCheck("pmt_a", NOW + 599_997, NOW + 600_000),
        true,
        "one whose clock is ten minutes ahead",
      );
      expectEqual(await second.takeCheck("pmt_a", NOW - 3, NOW), true, "one whose clock is right");
      expectFields(await second.readPayment("pmt_a"), { checked_at: NOW }, "the payment");
      expectEqual(await second.takeCheck("pmt_a", NOW - 3, NOW), false, "one at the same moment");
    },
  ),

  // `schedule()` keeps the version, so a change that was decided before the call can still be
  // written.
  storageCase(
    "scheduling counts an attempt and leaves the payment's version alone",
    async ({ storage }) => {
      const before = await insertSample(storage, "a", { attempts: 2 });
      await storage.schedule("pmt_a", { version: 1, next_check_at: NOW + 77, answered_at: null });
      expectEqual(
        await storage.readPayment("pmt_a"),
        { ...before, attempts: 3, next_check_at: NOW + 77 },
        "scheduled",
      );
      await storage.schedule("pmt_a", { version: 1, next_check_at: null, answered_at: null });
      expectEqual(
        await storage.readPayment("pmt_a"),
        { ...before, attempts: 4, next_check_at: null },
        "taken off the schedule",
      );
      expectFields(
        await storage.changePayment(changeOf(before, { status: "failed" })),
        { won: true },
        "a change that was decided before",
      );
      expectEqual((await storage.listAudit("pmt_a")).length, 2, "entries of the history");
      await storage.schedule("pmt_b", { version: 1, next_check_at: NOW, answered_at: null });
    },
  ),

  // After the payment was read, another write may have changed the time of the next check. A
  // schedule for the older version must not replace that time.
  storageCase(
    "a schedule for an older version, or for one that is not stored yet, changes nothing",
    async ({ storage, second }) => {
      const before = await insertSample(storage, "a", { status: "failed" });
      const { payment } = await second.changePayment(
        changeOf(before, { status: "pending", next_check_at: NOW + 5 }),
      );
      for (const version of [1, 3]) {
        await storage.schedule("pmt_a", {
          version: version,
          next_check_at: null,
          answered_at: null,
        });
        expectEqual(
          await second.readPayment("pmt_a"),
          payment,
          `the payment after a schedule for version ${version}`,
        );
      }
      await storage.schedule("pmt_a", { version: 2, next_check_at: NOW + 7, answered_at: null });
      expectEqual(
        await second.readPayment("pmt_a"),
        { ...payment, next_check_at: NOW + 7, attempts: payment.attempts + 1 },
        "the payment after a schedule for its own",
      );
    },
  ),

  // A new checkout of the topup may depend on how recent `answered_at` is. So `answered_at` must be
  // stored even if another process has written the payment in the meantime.
  storageCase(
    "the time of the last complete answer is stored whatever the version or the status is, and never goes back",
    async ({ storage, second }) => {
      const before = await insertSample(storage, "a", { next_check_at: null });
      await storage.schedule("pmt_a", { version: 1, next_check_at: NOW + 5, answered_at: NOW });
      expectEqual(
        await second.readPayment("pmt_a"),
        { ...before, next_check_at: NOW + 5, attempts: 1, answered_at: NOW },
        "the payment after the first answer",
      );
      const { payment } = await storage.changePayment(
        changeOf({ ...before, attempts: 1 }, { status: "paid", next_check_at: null }),
      );
      expectFields(payment, { answered_at: NOW }, "the payment after a change");
      await second.schedule("pmt_a", { version: 1, next_check_at: NOW + 6, answered_at: NOW + 2 });
      expectEqual(
        await storage.readPayment("pmt_a"),
        { ...payment, answered_at: NOW + 2 },
        "a settled payment, by an older version",
      );
      for (const answered_at of [NOW + 1, null]) {
        await storage.schedule("pmt_a", { version: 2, next_check_at: NOW + 7, answered_at });
        expectEqual(
          await second.readPayment("pmt_a"),
          { ...payment, answered_at: NOW + 2 },
          `the payment after an answer at ${answered_at}`,
        );
      }
      const open = await insertSample(storage, "b", { next_check_at: null });
      await storage.schedule("pmt_b", { version: 1, next_check_at: NOW + 8, answered_at: NOW + 9 });
      await storage.schedule("pmt_b", { version: 1, next_check_at: null, answered_at: NOW });
      expectEqual(
        await second.readPayment("pmt_b"),
        { ...open, attempts: 2, answered_at: NOW + 9 },
        "an open payment after an earlier answer",
      );
    },
  ),

  // Only a write of the payment itself can schedule a settled payment, for example so that its
  // topup is read again.
  storageCase("a settled payment is not scheduled again", async ({ storage }) => {
    for (const status of ["paid", "held", "dismissed"] as const) {
      const settled = await insertSample(storage, status, { status, next_check_at: null });
      await storage.schedule(settled.payment_id, {
        version: 1,
        next_check_at: NOW,
        answered_at: null,
      });
      expectEqual(
        await storage.readPayment(settled.payment_id),
        settled,
        `a payment that is ${status}`,
      );
    }
    for (const status of ["crediting", "failed", "canceled", "expired"] as const) {
      await insertSample(storage, status, { status, next_check_at: null });
      await storage.schedule(`pmt_${status}`, {
        version: 1,
        next_check_at: NOW,
        answered_at: null,
      });
      expectFields(
        await storage.readPayment(`pmt_${status}`),
        { next_check_at: NOW, attempts: 1 },
        `a payment that is ${status}`,
      );
    }
  }),
];
