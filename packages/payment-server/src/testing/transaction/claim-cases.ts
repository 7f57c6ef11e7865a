/** Cases in which `creditWith` finds a stored claim, or another row with the same unique key. */
import { expectEqual, expectFields } from "../storage/check.ts";
import { changeOf, insertSample, LEASE } from "../storage/records.ts";
import { transactionCase, type TransactionCase } from "./case.ts";
import { crediting, expectUntouched, pending, refused } from "./pending.ts";

/**
 * Cases in which another call has claimed the credit, or another row already has the provider
 * payment or the session that the claim would store.
 */
export const claimCases: readonly TransactionCase[] = [
  // Each call in this case has an old version, is for another payment, or finds a live lease. The
  // host must not be called, because another process may be calling it for this topup.
  transactionCase(
    "an older version, another payment or a live claim: the host is not called",
    async (bench) => {
      const given = await pending(bench);
      const claimed = await bench.second.claimCredit(
        changeOf(given.payment, { status: "crediting" }, { by: "second" }),
        LEASE,
        "transactional",
      );
      const other = await insertSample(bench.storage, "b", { topup_id: "tu_a", attempt: 2 });
      for (const wrong of [given, crediting(claimed.payment), crediting(other)])
        expectFields(await bench.credit(wrong, refused), { won: false }, "the credit");
      expectEqual(
        [
          await bench.storage.readPayment("pmt_a"),
          await bench.storage.readCredit("tu_a"),
          await bench.storage.readPayment("pmt_b"),
          await bench.words(),
        ],
        [claimed.payment, claimed.credit, other, []],
        "payments, credit and writes",
      );
    },
  ),

  // If the earlier holder resumes late, its fence is no longer the newest, so its close is refused.
  transactionCase(
    "an open claim whose lease has ended is taken over with a higher fence",
    async (bench) => {
      const { payment } = await pending(bench);
      const { claim } = crediting(payment, "first");
      const claimed = await bench.second.claimCredit(claim, LEASE, "transactional");
      bench.time.now += LEASE;
      const credited = await bench.credit(
        crediting(claimed.payment),
        async (write, fence) => await write(`fence ${fence}`),
      );
      expectFields(credited, { won: true }, "the takeover");
      expectFields(credited.credit ?? {}, { state: "done", fence: 2 }, "the credit");
      expectFields(
        await bench.second.closeCredit(changeOf(claimed.payment, { status: "paid" }), 1),
        { won: false },
        "the close of the earlier holder",
      );
      expectEqual(await bench.words(), ["fence 2"], "the host's writes");
    },
  ),

  transactionCase(
    "a claim whose host call has returned is not taken over: the host is not called",
    async (bench) => {
      const { payment, claim } = await pending(bench);
      const claimed = await bench.second.claimCredit(claim, LEASE, "transactional");
      const returned = await bench.second.returnCredit(
        changeOf(claimed.payment, { unconfirmed_since: payment.created_at }),
        1,
      );
      bench.time.now += LEASE;
      expectFields(
        await bench.credit(crediting(returned.payment), refused),
        { won: false, payment: returned.payment },
        "the credit",
      );
      expectFields(
        (await bench.storage.readCredit("tu_a")) ?? {},
        { state: "returned", fence: 1 },
        "the claim",
      );
    },
  ),

  transactionCase(
    "a claim that would take another row's provider payment or session: the host is not called, and nothing is written",
    async (bench) => {
      const { payment, close } = await pending(bench);
      await insertSample(bench.storage, "b", { provider_payment_id: "pay_1" });
      for (const fields of [{ provider_payment_id: "pay_1" }, { provider_session_id: "cks_b" }]) {
        const claim = changeOf(payment, { ...fields, status: "crediting" });
        expectEqual(
          await bench.credit({ claim, close }, refused),
          { won: false, payment, credit: null },
          "the credit",
        );
      }
      await expectUntouched(bench, payment);
    },
  ),
];
