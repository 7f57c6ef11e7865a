/**
 * What `transactional: true` needs of a storage, as cases that any such storage can be put through after `storageSuite`:
 *
 * ```ts
 * import { transactionSuite } from "@x/payment-server/testing";
 * transactionSuite<MyTransaction>(test, async ({ clock }) => {
 *   const shop = await openTestShop(); // yours: an empty database with a table of words
 *   const storage = myStorage(shop.url, { clock });
 *   return { storage, second: myStorage(shop.url, { clock }), write: (tx, word) => tx.insert(word), read: shop.words, dispose: shop.close };
 * });
 * ```
 */
import type { Change, Claimed } from "../core/storage.ts";
import { expectEqual, expectFields } from "./storage/check.ts";
import { changeOf, claimSample, insertSample, LEASE, sampleEvent } from "./storage/records.ts";
import {
  transactionCase,
  type Bench,
  type CreateTransactional,
  type TransactionCase,
  type Work,
} from "./transaction/case.ts";

const CROWD = 20;

/** Every case, for runners that want them one by one; each throws an Error that says what is wrong. */
export const transactionCases: readonly TransactionCase[] = [
  transactionCase(
    "the host's writes, the close, its history and its event commit together",
    async (bench) => {
      const { change, claim } = await claimed(bench);
      const credit = { ...claim.credit, state: "done", live: false };
      const closed = await bench.close(change, 1, async (write) => {
        await write("once");
        expectEqual(await bench.words(), [], "what others see before the commit");
        expectFields(
          await bench.second.readPayment("pmt_a"),
          { status: "crediting" },
          "the payment before the commit",
        );
      });
      expectEqual(closed, { won: true, payment: change.next, credit }, "the close");
      expectEqual(await bench.words(), ["once"], "the host's writes");
      expectEqual(
        [await bench.second.readPayment("pmt_a"), await bench.second.readCredit("tu_a")],
        [change.next, credit],
        "payment and credit",
      );
      expectEqual(
        [
          (await bench.second.listAudit("pmt_a")).length,
          await bench.second.readEvent("dodo:msg_a"),
        ],
        [3, change.event],
        "history and event",
      );
    },
  ),

  transactionCase(
    "a throw of the host rolls all of it back, and is thrown on as it is",
    async (bench) => {
      const { change, claim } = await claimed(bench);
      const error = new Error("the host failed");
      expectEqual(
        (await failing(bench, change, error)) === error,
        true,
        "the very error that was thrown",
      );
      await expectUntouched(bench, claim);
      expectFields(
        await bench.close(change, 1, async (write) => await write("again")),
        { won: true },
        "the close after it",
      );
      expectEqual(await bench.words(), ["again"], "the host's writes");
    },
  ),

  transactionCase("after a throw the host's handle writes nothing more", async (bench) => {
    const { change, claim } = await claimed(bench);
    let late: (word: string) => Promise<void> = async () => {};
    await failing(bench, change, new Error("too late"), async (write) => void (late = write));
    await late("late").catch(() => {});
    await expectUntouched(bench, claim);
  }),

  transactionCase("after a commit the host's handle writes nothing more", async (bench) => {
    const { change } = await claimed(bench);
    let late: (word: string) => Promise<void> = async () => {};
    await bench.close(change, 1, async (write) => void (late = write));
    await late("late").catch(() => {});
    expectEqual(await bench.words(), [], "the host's writes");
  }),

  transactionCase(
    "an outdated fence, an older version or another payment's claim: the host is not called",
    async (bench) => {
      const { change, claim } = await claimed(bench);
      bench.time.now += LEASE;
      const takeover = await bench.second.claimCredit(
        changeOf(claim.payment, { attempts: 1 }, { by: "takeover" }),
        LEASE,
        "guarded",
      );
      const other = await insertSample(bench.storage, "b", { topup_id: "tu_a", attempt: 2 });
      for (const [wrong, fence] of [
        [change, 1],
        [changeOf(takeover.payment, { status: "paid" }), 1],
        [change, 2],
        [changeOf(other, { status: "paid" }), 2],
      ] as const) {
        const closed: object = await bench
          .close(wrong, fence, refused)
          .catch((error: object) => error);
        expectFields(closed, { won: false }, "the close");
      }
      expectEqual(
        [await bench.storage.readPayment("pmt_a"), await bench.words()],
        [takeover.payment, []],
        "payment and writes",
      );
      expectFields(
        await bench.close(
          changeOf(takeover.payment, { status: "paid" }),
          2,
          async (write) => await write("once"),
        ),
        { won: true },
        "the newest fence's close",
      );
    },
  ),

  transactionCase(
    "a close that would take another row's provider payment or session: the host is not called, and the claim stays open",
    async (bench) => {
      const { claim } = await claimed(bench);
      await insertSample(bench.storage, "b", { provider_payment_id: "pay_1" });
      for (const fields of [{ provider_payment_id: "pay_1" }, { provider_session_id: "cks_b" }]) {
        expectEqual(
          await bench.close(changeOf(claim.payment, { ...fields, status: "paid" }), 1, refused),
          { ...claim, won: false },
          "the close",
        );
      }
      await expectUntouched(bench, claim);
    },
  ),

  transactionCase("a close that is repeated does not call the host again", async (bench) => {
    const { change } = await claimed(bench);
    const closed = await bench.close(change, 1, async (write) => await write("once"));
    expectEqual(await bench.close(change, 1, refused), closed, "the repeated close");
    expectFields(
      await bench.close(changeOf(closed.payment, { status: "paid" }, { by: "other" }), 1, refused),
      { won: false },
      "another close",
    );
    expectEqual(await bench.words(), ["once"], "the host's writes");
  }),

  transactionCase("of many closes of one claim at once, one calls the host", async (bench) => {
    const { change, claim } = await claimed(bench);
    const closes = Array.from(
      { length: CROWD },
      async (_, index) =>
        await bench.close(
          changeOf(claim.payment, { status: "paid" }, { by: `by${index}` }),
          1,
          async (write) => {
            await aMoment();
            await write("once");
          },
        ),
    );
    expectEqual(
      (await Promise.all(closes)).filter(({ won }) => won).length,
      1,
      "the closes that were won",
    );
    expectEqual(await bench.words(), ["once"], "the host's writes");
    expectFields(
      await bench.second.readPayment("pmt_a"),
      { status: "paid", version: change.next.version },
      "the payment",
    );
  }),

  transactionCase(
    "[K12] while one host waits inside its transaction, nobody else's statement lands in it",
    async (bench) => {
      const { change, claim } = await claimed(bench);
      const others: Promise<unknown>[] = [];
      await failing(bench, change, new Error("the host failed"), async () => {
        for (let index = 0; index < CROWD; index += 1) {
          const { storage } = index % 2 === 0 ? bench : { storage: bench.second };
          others.push(
            storage.recordEvent(sampleEvent(`other_${index}`, { sync_status: "ignored" }), false),
          );
        }
        await aMoment();
      });
      await Promise.all(others);
      for (let index = 0; index < CROWD; index += 1)
        expectFields(
          await bench.second.readEvent(`dodo:msg_other_${index}`),
          { sync_status: "ignored" },
          `event ${index} of others, after the rollback`,
        );
      await expectUntouched(bench, claim);
    },
  ),

  transactionCase(
    "[K12] many transactions at once: each commits its own writes, or none",
    async (bench) => {
      const claims = [];
      for (let index = 0; index < CROWD; index += 1)
        claims.push(await claimSample(bench.storage, `${index}`));
      const outcomes = await Promise.allSettled(
        claims.map(
          async ({ payment }, index) =>
            await bench.close(changeOf(payment, { status: "paid" }), 1, async (write) => {
              await write(payment.topup_id);
              await aMoment();
              if (index % 2 === 1) throw new Error("the host failed");
            }),
        ),
      );
      const committed = claims
        .filter((_, index) => index % 2 === 0)
        .map(({ payment }) => payment.topup_id);
      expectEqual(
        outcomes.map(({ status }) => status),
        claims.map((_, index) => (index % 2 === 0 ? "fulfilled" : "rejected")),
        "the closes",
      );
      expectEqual(await bench.words(), committed.toSorted(), "the host's writes");
      for (const [index, { payment }] of claims.entries())
        expectFields(
          await bench.second.readPayment(payment.payment_id),
          { status: index % 2 === 0 ? "paid" : "crediting" },
          `payment ${index}`,
        );
    },
  ),
];

/** Registers every case with `test(name, run)` of vitest, node:test, bun:test, Deno or Jest. */
export function transactionSuite<Tx>(
  test: (name: string, run: () => Promise<void>) => unknown,
  create: CreateTransactional<Tx>,
): void {
  for (const { name, run } of transactionCases) test(name, async () => await run(create));
}

/** A claim, and the change that closes it with its event. */
async function claimed({ storage }: Bench): Promise<{ claim: Claimed; change: Change }> {
  const claim = await claimSample(storage);
  return {
    claim,
    change: changeOf(
      claim.payment,
      { status: "paid", next_check_at: null },
      { event: sampleEvent("a", { sync_status: "applied", payment_id: "pmt_a" }) },
    ),
  };
}

/** A close whose host writes, does `more`, and throws; returns what the close threw. */
async function failing(
  bench: Bench,
  change: Change,
  error: Error,
  more: Work = async () => {},
): Promise<unknown> {
  const thrown = await bench
    .close(change, 1, async (write) => {
      await write("rolled back");
      await more(write);
      throw error;
    })
    .then(
      () => null,
      (caught: unknown) => caught,
    );
  if (thrown === null) throw new Error("closeCreditWith did not throw what its work threw");
  return thrown;
}

async function expectUntouched(bench: Bench, claim: Claimed): Promise<void> {
  expectEqual(await bench.words(), [], "the host's writes");
  expectEqual(
    [await bench.second.readPayment("pmt_a"), await bench.second.readCredit("tu_a")],
    [claim.payment, claim.credit],
    "payment and credit",
  );
  expectEqual(
    [(await bench.second.listAudit("pmt_a")).length, await bench.second.readEvent("dodo:msg_a")],
    [2, null],
    "history and event",
  );
}

const refused: Work = async () => {
  throw new Error("the host was called for a claim that was not ended by this close");
};

async function aMoment(): Promise<void> {
  await new Promise((resolve) => void setTimeout(resolve, 20));
}
