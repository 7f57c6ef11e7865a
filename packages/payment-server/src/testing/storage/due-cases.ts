/**
 * Cases about `takeDue()`: each due payment is taken by one caller, and its version does not
 * change.
 */
import type { Payment } from "../../core/payment.ts";
import type { Storage } from "../../core/storage.ts";
import { atOnce, NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import { insertSample } from "./records.ts";

const UNTIL = NOW + 60_000;
const ids = (payments: readonly Payment[]): string[] =>
  payments.map(({ payment_id }) => payment_id).sort();

/**
 * Inserts a payment for each name, due the given number of milliseconds after `NOW`. The payment
 * that is due first was created last.
 */
async function insertDue(storage: Storage, due: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, at] of Object.entries(due))
    await insertSample(storage, name, { next_check_at: NOW + at, created_at: NOW - 1_000 - at });
}

/** Cases of `takeDue`. */
export const dueCases: readonly StorageCase[] = [
  storageCase(
    "due payments are taken, up to the limit, the most overdue first",
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

  // If a process crashes after it has taken a payment, the payment is not lost: it becomes due
  // again.
  storageCase(
    "a taken payment is due again at `until`, not before",
    async ({ storage, second }) => {
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
    },
  ),

  // The request that creates a payment may still be working on it, so the caller can leave out
  // young payments by `made_before`.
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

  // Many processes may run reconciliation at once. They must not check the same payment, since the
  // number of calls to the provider is limited.
  storageCase(
    "each due payment is taken by exactly one of sixteen callers at once",
    async (bench) => {
      const names = Array.from({ length: 40 }, (_, index) => `${index}`);
      for (const name of names) await insertDue(bench.storage, { [name]: -Number(name) });
      const taken = (
        await atOnce(bench, async (storage) => await storage.takeDue(NOW, UNTIL, 3, NOW))
      ).flat();
      expectEqual(taken.length > 0, true, "whether any of sixteen callers takes a payment");
      const rest = await bench.storage.takeDue(NOW, UNTIL, 100, NOW);
      expectEqual(
        ids([...taken, ...rest]),
        names.map((name) => `pmt_${name}`).sort(),
        "what was taken, at once and afterwards",
      );
    },
  ),
];
