/** Cases in which many transactions run at once, or other requests run beside a transaction. */
import { expectEqual, expectFields } from "../storage/check.ts";
import { changeOf, claimSample, sampleEvent } from "../storage/records.ts";
import { transactionCase, type TransactionCase } from "./case.ts";
import { aMoment, claimed, expectUntouched, failing } from "./claimed.ts";

/** The number of concurrent calls. */
const CROWD = 20;

/** Cases of concurrent calls of `closeCreditWith`. */
export const concurrentCases: readonly TransactionCase[] = [
  // The first close locks the claim; the others then find it closed and do not call the host.
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

  // If other requests shared the connection of the open transaction, their events would be rolled
  // back together with the host's writes.
  transactionCase(
    "[K12] while one host waits inside its transaction, no statement of another request runs in it",
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
