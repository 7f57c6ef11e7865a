/** Cases about a close in one transaction with the host's work: both are committed, or neither. */
import { expectEqual, expectFields } from "../storage/check.ts";
import { changeOf, insertSample, LEASE } from "../storage/records.ts";
import { transactionCase, type TransactionCase } from "./case.ts";
import { claimed, expectUntouched, failing, refused } from "./claimed.ts";

/** Cases that call `closeCreditWith` once at a time. */
export const closeWithCases: readonly TransactionCase[] = [
  // This is the purpose of transactional mode: other connections see the host's writes and the
  // closed claim together, or neither.
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

  // The service reports the host's own error, so the storage must throw it unchanged. The claim
  // stays open, and a later call with the same fence can close it.
  transactionCase(
    "an error of the host rolls everything back, and is thrown on unchanged",
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

  // A host may forget to await a query, or keep the transaction handle after an error. A write that
  // comes too late must not be stored.
  transactionCase(
    "after an error the host's transaction handle writes nothing more",
    async (bench) => {
      const { change, claim } = await claimed(bench);
      let late: (word: string) => Promise<void> = async () => {};
      await failing(bench, change, new Error("too late"), async (write) => void (late = write));
      await late("late").catch(() => {});
      await expectUntouched(bench, claim);
    },
  ),

  transactionCase(
    "after a commit the host's transaction handle writes nothing more",
    async (bench) => {
      const { change } = await claimed(bench);
      let late: (word: string) => Promise<void> = async () => {};
      await bench.close(change, 1, async (write) => void (late = write));
      await late("late").catch(() => {});
      expectEqual(await bench.words(), [], "the host's writes");
    },
  ),

  // Each close in this case has an old fence or an old version, or is for another payment. The host
  // must not be called, because another process may be calling it for this topup.
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

  // If the answer to the commit was lost, the caller repeats the close with the same `write_id`.
  // The close must succeed again, but the host's work must not run again.
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
];
