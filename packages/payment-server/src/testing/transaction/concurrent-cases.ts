/** Cases in which many transactions run at once, or other requests run beside a transaction. */
import { expectEqual, expectFields } from "../storage/check.ts";
import { insertSample, sampleEvent } from "../storage/records.ts";
import { transactionCase, type TransactionCase } from "./case.ts";
import { aMoment, crediting, expectUntouched, failing, pending } from "./pending.ts";

/** The number of concurrent calls. */
const CROWD = 20;

/** Cases of `creditWith` with concurrent calls. */
export const concurrentCases: readonly TransactionCase[] = [
  // One of the calls credits the payment. The others must find it credited, and not call the host.
  transactionCase("of many credits of one payment at once, one calls the host", async (bench) => {
    const { payment } = await pending(bench);
    const credits = Array.from(
      { length: CROWD },
      async (_, index) =>
        await bench.credit(crediting(payment, `by${index}`), async (write) => {
          await aMoment();
          await write("once");
        }),
    );
    expectEqual(
      (await Promise.all(credits)).filter(({ won }) => won).length,
      1,
      "the credits that were won",
    );
    expectEqual(await bench.words(), ["once"], "the host's writes");
    expectFields(
      await bench.second.readPayment("pmt_a"),
      { status: "paid", version: payment.version + 2 },
      "the payment",
    );
  }),

  // The call for one of the payments credits the topup. The other call must find the topup's credit
  // done.
  transactionCase("of two payments of one topup at once, one is credited", async (bench) => {
    const payments = [
      await insertSample(bench.storage, "a"),
      await insertSample(bench.storage, "b", { topup_id: "tu_a", attempt: 2 }),
    ];
    const credits = await Promise.all(
      payments.map(
        async (payment) =>
          await bench.credit(crediting(payment), async (write) => {
            await aMoment();
            await write("once");
          }),
      ),
    );
    expectEqual(credits.filter(({ won }) => won).length, 1, "the credits that were won");
    expectEqual(await bench.words(), ["once"], "the host's writes");
  }),

  // If other requests shared the connection of the open transaction, their events would be rolled
  // back together with the host's writes.
  transactionCase(
    "[K12] while one host waits inside its transaction, no statement of another request runs in it",
    async (bench) => {
      const given = await pending(bench);
      const others: Promise<unknown>[] = [];
      await failing(bench, given, new Error("the host failed"), async () => {
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
      await expectUntouched(bench, given.payment);
    },
  ),

  transactionCase(
    "[K12] many transactions at once: each commits its own writes, or none",
    async (bench) => {
      const payments = [];
      for (let index = 0; index < CROWD; index += 1)
        payments.push(await insertSample(bench.storage, `${index}`));
      const outcomes = await Promise.allSettled(
        payments.map(
          async (payment, index) =>
            await bench.credit(crediting(payment), async (write) => {
              await write(payment.topup_id);
              await aMoment();
              if (index % 2 === 1) throw new Error("the host failed");
            }),
        ),
      );
      const committed = payments
        .filter((_, index) => index % 2 === 0)
        .map(({ topup_id }) => topup_id);
      expectEqual(
        outcomes.map(({ status }) => status),
        payments.map((_, index) => (index % 2 === 0 ? "fulfilled" : "rejected")),
        "the credits",
      );
      expectEqual(await bench.words(), committed.toSorted(), "the host's writes");
      for (const [index, { payment_id }] of payments.entries())
        expectFields(
          await bench.second.readPayment(payment_id),
          { status: index % 2 === 0 ? "paid" : "pending" },
          `payment ${index}`,
        );
    },
  ),
];
