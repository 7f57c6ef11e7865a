/** What is due is taken once; looking at a payment is not changing it. */
import type { Payment } from "../../core/payment.ts";
import type { Storage } from "../../core/storage.ts";
import { atOnce, NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import { changeOf, insertSample } from "./records.ts";

const UNTIL = NOW + 60_000;
const ids = (payments: readonly Payment[]): string[] =>
  payments.map(({ payment_id }) => payment_id).sort();

/** Payments due at `NOW + due`, made in the opposite order. */
async function insertDue(storage: Storage, due: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, at] of Object.entries(due))
    await insertSample(storage, name, { next_check_at: NOW + at, created_at: NOW - 1_000 - at });
}

export const scheduleCases: readonly StorageCase[] = [
  storageCase(
    "what is due is taken, up to the limit, the most overdue first",
    async ({ storage }) => {
      await insertDue(storage, { c: -3, a: -5, b: -4, now: 0, later: 1 });
      await insertSample(storage, "never", { next_check_at: null });
      expectEqual(ids(await storage.takeDue(NOW, UNTIL, 1, NOW)), ["pmt_a"], "the first");
      expectEqual(
        ids(await storage.takeDue(NOW, UNTIL, 2, NOW)),
        ["pmt_b", "pmt_c"],
        "the next two",
      );
      expectEqual(ids(await storage.takeDue(NOW, UNTIL, 10, NOW)), ["pmt_now"], "the rest");
    },
  ),

  storageCase("what was taken is due again at `until`, not before", async ({ storage, second }) => {
    await insertDue(storage, { a: -1 });
    const [taken] = await storage.takeDue(NOW, UNTIL, 10, NOW);
    expectFields(
      taken,
      { payment_id: "pmt_a", next_check_at: UNTIL, version: 1, attempts: 0 },
      "what was taken",
    );
    expectEqual(await second.readPayment("pmt_a"), taken, "the stored payment");
    expectEqual(await second.takeDue(NOW, UNTIL, 10, NOW), [], "what is due at once");
    expectEqual(
      await second.takeDue(UNTIL - 1, UNTIL + 1, 10, UNTIL),
      [],
      "what is due just before",
    );
    expectEqual(
      ids(await second.takeDue(UNTIL, UNTIL + 1, 10, UNTIL)),
      ["pmt_a"],
      "what is due then",
    );
  }),

  storageCase("payments that are too young are not taken", async ({ storage }) => {
    await insertSample(storage, "old", { next_check_at: NOW, created_at: NOW - 100 });
    await insertSample(storage, "young", { next_check_at: NOW - 50, created_at: NOW - 99 });
    expectEqual(
      ids(await storage.takeDue(NOW, UNTIL, 1, NOW - 100)),
      ["pmt_old"],
      "taken, made up to then",
    );
    expectEqual(
      ids(await storage.takeDue(NOW, UNTIL, 1, NOW - 99)),
      ["pmt_young"],
      "taken, made up to a moment later",
    );
  }),

  storageCase(
    "each of what is due goes to exactly one of sixteen takers at once",
    async (bench) => {
      const names = Array.from({ length: 40 }, (_, index) => `${index}`);
      for (const name of names) await insertDue(bench.storage, { [name]: -Number(name) });
      const taken = (
        await atOnce(bench, async (storage) => await storage.takeDue(NOW, UNTIL, 3, NOW))
      ).flat();
      expectEqual(taken.length > 0, true, "whether anybody takes anything while sixteen do");
      const rest = await bench.storage.takeDue(NOW, UNTIL, 100, NOW);
      expectEqual(
        ids([...taken, ...rest]),
        names.map((name) => `pmt_${name}`).sort(),
        "what was taken, at once and afterwards",
      );
    },
  ),

  storageCase("a payment is asked about once in a while", async ({ storage, second }) => {
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

  storageCase("of sixteen who would ask about a payment at once, one may", async (bench) => {
    await insertSample(bench.storage, "a");
    const answers = await atOnce(
      bench,
      async (storage) => await storage.takeCheck("pmt_a", NOW - 5, NOW),
    );
    expectEqual(answers.filter((may) => may).length, 1, "who may");
  }),

  storageCase(
    "a time of asking that lies in the future is a wrong clock's and keeps nobody from asking",
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

  storageCase(
    "what was decided on an older version, or on one that is not there yet, schedules nothing",
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

  storageCase("what is settled is not scheduled again", async ({ storage }) => {
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
