/** Cases of `creditWith`, which commits the credit and the host's writes together, or neither. */
import { expectEqual, expectFields } from "../storage/check.ts";
import { changeOf } from "../storage/records.ts";
import { transactionCase, type TransactionCase } from "./case.ts";
import { crediting, expectUntouched, failing, pending, refused } from "./pending.ts";

/** Cases of `creditWith` without concurrent calls. */
export const creditCases: readonly TransactionCase[] = [
  // This is the purpose of transactional mode: other connections see the host's writes and the
  // credit together, or neither.
  transactionCase(
    "the claim, its end, the host's writes, the history and the event commit together",
    async (bench) => {
      const given = await pending(bench);
      const paid = given.close(given.claim.next);
      const credit = {
        topup_id: "tu_a",
        payment_id: "pmt_a",
        state: "done",
        fence: 1,
        holder: given.claim.next.write_id,
        mode: "transactional",
        live: false,
      };
      const credited = await bench.credit(given, async (write, fence) => {
        expectEqual(fence, 1, "the fence that the host receives");
        await write("once");
        expectEqual(
          [
            await bench.words(),
            await bench.second.readPayment("pmt_a"),
            await bench.second.readCredit("tu_a"),
          ],
          [[], given.payment, null],
          "what others see before the commit",
        );
      });
      expectEqual(credited, { won: true, payment: paid.next, credit }, "the credit");
      expectEqual(await bench.words(), ["once"], "the host's writes");
      expectEqual(
        [await bench.second.readPayment("pmt_a"), await bench.second.readCredit("tu_a")],
        [paid.next, credit],
        "payment and credit",
      );
      expectEqual(
        [
          (await bench.second.listAudit("pmt_a")).length,
          await bench.second.readEvent("dodo:msg_a"),
        ],
        [3, paid.event],
        "history and event",
      );
    },
  ),

  // The service logs the host's own error, so the storage must throw it unchanged. Nothing is left
  // of the claim, so the same call can be made again.
  transactionCase(
    "an error of the host rolls everything back, the claim too, and is thrown on unchanged",
    async (bench) => {
      const given = await pending(bench);
      const error = new Error("the host failed");
      expectEqual(
        (await failing(bench, given, error)) === error,
        true,
        "the very error that was thrown",
      );
      await expectUntouched(bench, given.payment);
      expectFields(
        await bench.credit(given, async (write) => await write("again")),
        { won: true },
        "the credit after it",
      );
      expectEqual(await bench.words(), ["again"], "the host's writes");
    },
  ),

  // A host may forget to await a query, or keep the transaction handle after an error. A write that
  // comes too late must not be stored.
  transactionCase(
    "after an error the host's transaction handle writes nothing more",
    async (bench) => {
      const given = await pending(bench);
      let late: (word: string) => Promise<void> = async () => {};
      await failing(bench, given, new Error("too late"), async (write) => void (late = write));
      await late("late").catch(() => {});
      await expectUntouched(bench, given.payment);
    },
  ),

  transactionCase(
    "after a commit the host's transaction handle writes nothing more",
    async (bench) => {
      const given = await pending(bench);
      let late: (word: string) => Promise<void> = async () => {};
      await bench.credit(given, async (write) => void (late = write));
      await late("late").catch(() => {});
      expectEqual(await bench.words(), [], "the host's writes");
    },
  ),

  transactionCase(
    "a change that does not end the claim which was just made: the host is not called, and nothing is written",
    async (bench) => {
      const { payment, claim } = await pending(bench);
      const close = (): typeof claim => changeOf(payment, { status: "paid" }, { by: "outdated" });
      const thrown: unknown = await bench.credit({ claim, close }, refused).then(
        () => null,
        (error: unknown) => error,
      );
      expectEqual(thrown instanceof Error, true, "whether it throws");
      await expectUntouched(bench, payment);
    },
  ),

  // If the answer to the commit was lost, the caller may repeat the call with the same changes. The
  // host's work must not run again, and the call must return the paid payment.
  transactionCase("a credit that is repeated does not call the host again", async (bench) => {
    const given = await pending(bench);
    const credited = await bench.credit(given, async (write) => await write("once"));
    for (const again of [given, crediting(given.payment, "other"), crediting(credited.payment)])
      expectEqual(
        await bench.credit(again, refused),
        { ...credited, won: false },
        "the repeated credit",
      );
    expectEqual(await bench.words(), ["once"], "the host's writes");
  }),
];
