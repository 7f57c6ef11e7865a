/**
 * Cases that make sixteen calls at once. If the calls write the same payment or credit, one
 * succeeds and the others change nothing.
 */
import type { Payment } from "../../core/payment.ts";
import type { Storage } from "../../core/storage.ts";
import type { Changed } from "../../core/storage-records.ts";
import { atOnce, storageCase, type Bench, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import { changeOf, claimCredit, claimSample, insertSample, LEASE } from "./records.ts";

/**
 * Makes sixteen calls that all write the next version of `before`. Throws unless exactly one
 * succeeds, and returns the payment of that call.
 */
async function race(
  bench: Bench,
  before: Payment,
  calls: readonly ((storage: Storage, by: string) => Promise<Changed>)[],
): Promise<Payment> {
  const answers = await atOnce(bench, async (storage, index) => {
    // Even indexes use one storage and odd ones the other. Halving the index makes both storages
    // run each kind of call.
    const call = calls[Math.floor(index / 2) % calls.length];
    if (call === undefined) throw new Error("nothing to race");
    return await call(storage, `by${index}`);
  });
  const winners = answers.filter(({ won }) => won).map(({ payment }) => payment);
  const stored = await bench.storage.readPayment(before.payment_id);
  expectEqual(winners, [stored], "the winners");
  expectEqual(stored?.version, before.version + 1, "the stored version");
  expectEqual(
    answers.filter(({ payment }) => payment.write_id !== stored?.write_id),
    [],
    "answers that are not about what is stored",
  );
  expectEqual(
    (await bench.storage.listAudit(before.payment_id)).length,
    before.version + 1,
    "entries of the history",
  );
  return winners[0] ?? before;
}

// Functions that create the calls of `race()`. All calls change the same version of a payment, and
// `by` distinguishes the writes of different callers.

const claiming =
  (before: Payment) =>
  async (storage: Storage, by: string): Promise<Changed> =>
    await claimCredit(storage, changeOf(before, { status: "crediting", attempts: 1 }, { by }));
const changing =
  (before: Payment) =>
  async (storage: Storage, by: string): Promise<Changed> =>
    await storage.changePayment(
      changeOf(before, { status: "held", hold_reason: "disputed" }, { by }),
    );
const closing =
  (before: Payment, fence: number) =>
  async (storage: Storage, by: string): Promise<Changed> =>
    await storage.closeCredit(changeOf(before, { status: "paid" }, { by }), fence);
const voiding =
  (before: Payment, fence: number) =>
  async (storage: Storage, by: string): Promise<Changed> =>
    await storage.voidCredit(
      changeOf(before, { status: "held", hold_reason: "refunded" }, { by }),
      fence,
    );

const returning =
  (before: Payment, fence: number) =>
  async (storage: Storage, by: string): Promise<Changed> =>
    await storage.returnCredit(changeOf(before, { attempts: 0 }, { by }), fence);
const reopening =
  (before: Payment, fence: number) =>
  async (storage: Storage, by: string): Promise<Changed> =>
    await storage.reopenCredit(
      changeOf(before, { status: "crediting", released: true }, { by }),
      fence,
    );

/** Cases of concurrent writes of a payment and its credit, and of concurrent migrations. */
export const raceCases: readonly StorageCase[] = [
  storageCase(
    "of sixteen claims of one payment at once one wins, and of sixteen takeovers one",
    async (bench) => {
      const before = await insertSample(bench.storage, "a");
      const claimed = await race(bench, before, [claiming(before)]);
      expectFields(
        await bench.storage.readCredit("tu_a"),
        { fence: 1, holder: claimed.write_id, live: true },
        "the claim",
      );
      bench.time.now += LEASE;
      const taken = await race(bench, claimed, [claiming(claimed)]);
      expectFields(
        await bench.storage.readCredit("tu_a"),
        { fence: 2, holder: taken.write_id, live: true },
        "the takeover",
      );
    },
  ),

  // The race is run five times, because either kind of call may win it.
  storageCase(
    "claims and other changes of one payment at once: the credit is claimed if a claim won, and not otherwise",
    async (bench) => {
      for (let run = 0; run < 5; run += 1) {
        const before = await insertSample(bench.storage, `${run}`);
        const won = await race(bench, before, [changing(before), claiming(before)]);
        const credit = await bench.storage.readCredit(before.topup_id);
        expectEqual(
          credit?.holder ?? null,
          won.status === "crediting" ? won.write_id : null,
          `the holder for a payment that is ${won.status}`,
        );
      }
    },
  ),

  // A call to the host may return just when another process takes the claim over. Either the return
  // or the takeover is written.
  storageCase(
    "returns and takeovers at once, then closes and reopenings of the returned claim at once: one of them happens, whole",
    async (bench) => {
      for (let run = 0; run < 5; run += 1) {
        const { payment } = await claimSample(bench.storage, `${run}`);
        bench.time.now += LEASE;
        const won = await race(bench, payment, [returning(payment, 1), claiming(payment)]);
        const returned = won.attempts === 0;
        expectFields(
          await bench.storage.readCredit(payment.topup_id),
          returned ? { state: "returned", fence: 1 } : { state: "claimed", fence: 2 },
          "the credit",
        );
        if (!returned) continue;
        const last = await race(bench, won, [closing(won, 1), reopening(won, 1)]);
        expectFields(
          await bench.storage.readCredit(payment.topup_id),
          { state: last.status === "paid" ? "done" : "claimed", fence: 1 },
          `the credit of a payment that is ${last.status}`,
        );
      }
    },
  ),

  // A holder may close its claim just when the lease ends and another process takes the claim over.
  // Either the close or the takeover is written.
  storageCase("closes and takeovers at once: one of them happens, whole", async (bench) => {
    for (let run = 0; run < 5; run += 1) {
      const { payment } = await claimSample(bench.storage, `${run}`);
      bench.time.now += LEASE;
      const won = await race(bench, payment, [closing(payment, 1), claiming(payment)]);
      const expected =
        won.status === "paid"
          ? { state: "done", fence: 1 }
          : { state: "claimed", fence: 2, holder: won.write_id };
      expectFields(
        await bench.storage.readCredit(payment.topup_id),
        expected,
        `the credit of a payment that is ${won.status}`,
      );
    }
  }),

  // A claim may be closed just when it is voided because of a refund. Only one of the two is
  // written, and the payment's status must agree with the credit.
  storageCase("closes and voids at once: one of them happens, whole", async (bench) => {
    for (let run = 0; run < 5; run += 1) {
      const { payment } = await claimSample(bench.storage, `${run}`);
      bench.time.now += LEASE;
      const won = await race(bench, payment, [closing(payment, 1), voiding(payment, 1)]);
      expectFields(
        await bench.storage.readCredit(payment.topup_id),
        { state: won.status === "paid" ? "done" : "void" },
        `the credit of a payment that is ${won.status}`,
      );
    }
  }),

  storageCase(
    "of sixteen closes at once, one is written and all return the paid payment",
    async (bench) => {
      const { payment } = await claimSample(bench.storage);
      await race(bench, payment, [closing(payment, 1)]);
      expectFields(
        await bench.storage.readCredit("tu_a"),
        { state: "done", fence: 1 },
        "the credit",
      );
    },
  ),

  // A buyer may pay one topup in several tabs. Only one of the payments may claim the topup's
  // credit.
  storageCase(
    "of sixteen payments of one topup that claim at once, one wins and fifteen are unchanged",
    async (bench) => {
      const before = await atOnce(
        bench,
        async (storage, index) =>
          await insertSample(storage, `${index}`, { topup_id: "tu", attempt: index + 1 }),
      );
      const answers = await atOnce(bench, async (storage, index) => {
        const payment = before[index];
        if (payment === undefined) throw new Error(`no payment ${index}`);
        return await claimCredit(storage, changeOf(payment, { status: "crediting" }));
      });
      const winners = answers.filter(({ won }) => won).map(({ payment }) => payment.payment_id);
      const changed = (await bench.storage.listAttempts("tu"))
        .filter(({ version }) => version !== 1)
        .map(({ payment_id }) => payment_id);
      expectEqual([winners.length, changed], [1, winners], "winners and the payments that changed");
      expectFields(
        await bench.storage.readCredit("tu"),
        { payment_id: winners[0], fence: 1 },
        "the credit",
      );
    },
  ),

  // The storages of SQL databases migrate their tables at the first use, so many processes may
  // migrate the same tables at once.
  storageCase(
    "sixteen migrations at once of existing tables: all return one version, and none has made it",
    async (bench) => {
      const { version } = await bench.storage.migrate();
      const answers = await atOnce(bench, async (storage) => await storage.migrate());
      expectEqual(
        answers,
        answers.map(() => ({ version, made: false })),
        "the answers",
      );
    },
  ),
];
