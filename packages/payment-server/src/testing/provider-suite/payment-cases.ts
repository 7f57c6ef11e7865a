/**
 * Cases about the report of a payment. Several of them judge the report with the core's own
 * `verdict()`, and fail if the report would lead the core to a wrong decision.
 */
import { refundedShare } from "../../core/refund.ts";
import type { Report } from "../../core/report.ts";
import { needPart } from "../register.ts";
import { expectEqual, expectFields } from "../storage/check.ts";
import { providerCase, type ProviderCase } from "./case.ts";
import { buy, CALM, failureOf, judge, ourId, reportOf } from "./purchase.ts";
import { expectReport, identityOf } from "./report-shape.ts";

const MINUTE_MS = 60_000;
/** Values that are not a valid amount of cents. */
const NO_AMOUNTS = [-1, 0.5, 2 ** 53, "canary", null];

/** The cases about `readPayment()`. */
export const paymentCases: readonly ProviderCase[] = [
  providerCase("a paid checkout's report satisfies the money rule", async (bench) => {
    const bought = await buy(bench);
    const report = await reportOf(bench.provider, bought.provider_payment_id);
    expectFields(
      report,
      {
        ...identityOf(bought),
        source: "api",
        status: "succeeded",
        reversals: [],
        reversals_known: true,
      },
      "the report",
    );
    if (bought.payment.business_id !== null)
      expectEqual(
        report.business_id,
        bought.payment.business_id,
        "the business of the report, and of the checkout",
      );
    expectEqual(
      judge(bought, report),
      "match",
      `the verdict of core/verdict.ts on ${JSON.stringify(report)}`,
    );
    expectEqual(
      Math.abs(bench.time.now - (report.created_at ?? 0)) <= MINUTE_MS,
      true,
      `whether created_at ${report.created_at} is now, ${bench.time.now}, in Unix milliseconds`,
    );
  }),

  // The core does not check the fields of a report again, so each must have the right type.
  providerCase(
    "a report has every field in its type, amounts as whole numbers of minor units",
    async (bench) => {
      for (const result of ["succeeded", "failed", "processing"] as const) {
        const { provider_payment_id } = await buy(bench, { result });
        expectReport(
          await reportOf(bench.provider, provider_payment_id),
          `the report of a payment that has ${result}`,
        );
      }
    },
  ),

  // A buyer may pay less than the price, for instance because of a discount, or because the price
  // was changed in the provider's dashboard.
  providerCase(
    "a payment of less than the price is reported as less, and would be held",
    async (bench) => {
      for (const paid_minor of [1, (bench.usd_cents ?? 4_999) - 1]) {
        const bought = await buy(bench, { paid_minor });
        expectEqual(
          judge(bought, await reportOf(bench.provider, bought.provider_payment_id)),
          "underpaid",
          `the verdict when ${paid_minor} of ${bought.payment.amount_minor} were paid; report what was paid, not what was requested`,
        );
      }
    },
  ),

  providerCase(
    "a declined payment has failed, and one that takes days is processing",
    async (bench) => {
      for (const status of ["failed", "processing"] as const) {
        const bought = await buy(bench, { result: status });
        expectFields(
          await reportOf(bench.provider, bought.provider_payment_id),
          { ...identityOf(bought), status },
          "the report",
        );
      }
    },
  ),

  // If an invalid amount were turned into a number, the core would use it as the paid amount.
  providerCase(
    "a value that is no amount is never turned into one (where `spoilAmount` is given)",
    async (bench) => {
      const { account } = bench;
      needPart(account.spoilAmount, "spoilAmount");
      for (const value of NO_AMOUNTS) {
        const bought = await buy(bench);
        account.spoilAmount(bought.provider_payment_id, value);
        const report = await reportOf(bench.provider, bought.provider_payment_id);
        expectEqual(
          [typeof report.total_minor, judge(bought, report)],
          [value === null ? "object" : "string", "unknown_amount"],
          `the type of total_minor, and the verdict, where the API returns ${value}; null when absent, else "malformed", never rounded`,
        );
      }
    },
  ),

  providerCase("only an id in our own format is taken for ours", async ({ account, provider }) => {
    const [own, prefix] = [ourId(), ourId().slice(0, -1)];
    // If no row is found for a delivery with a payment id of ours, the core at first refuses the
    // delivery, so that it is sent again. Deliveries about foreign payments must not be refused in
    // this way.
    for (const [given, expected] of [
      [own, own],
      [null, null],
      ["", null],
      ["17", null],
      ["order_17", null],
      [prefix, null],
      [`${own}x`, null],
    ] as const) {
      const report = await reportOf(provider, await account.addPayment(given));
      expectEqual(
        report.our_payment_id,
        expected,
        `our_payment_id where the metadata say ${JSON.stringify(given)}; ours are "pmt_" and 22 letters of base64url`,
      );
    }
  }),

  // An id may come from the body of a delivery. If no payment has the id, a query for it must
  // return `null` or throw a `PaymentError`, whatever the text of the id is.
  providerCase("an id of any spelling can be queried without harm", async ({ provider }) => {
    for (const id of [
      "",
      ".",
      "..",
      "../x",
      "a/b",
      "a?b=c",
      "a#b",
      "é",
      "%2e%2e",
      "x".repeat(300),
    ]) {
      const what = `readPayment(${JSON.stringify(id)})`;
      const call = provider.readPayment(id, CALM);
      const report = await call.catch(() => null);
      if (report === null)
        await call.catch(async () => await failureOf(what, async () => await call));
      expectEqual(report, null, what);
    }
  }),

  providerCase(
    "refunds are reported, partial and full (where `refund` is given)",
    async (bench) => {
      const { account } = bench;
      needPart(account.refund, "refund");
      const bought = await buy(bench);
      const before = await reportOf(bench.provider, bought.provider_payment_id);
      await account.refund(bought.provider_payment_id, 100);
      const part = await reportOf(bench.provider, bought.provider_payment_id);
      expectFields(
        part,
        {
          status: "succeeded",
          refunded: true,
          refund_sum_minor: 100,
          total_minor: before.total_minor,
        },
        "the report after a refund of 100; the payment has still succeeded",
      );
      expectEqual(statesOf(part), ["refund returned"], "the refunds and disputes of the report");
      await account.refund(bought.provider_payment_id);
      const full = await reportOf(bench.provider, bought.provider_payment_id);
      expectEqual(
        [full.refunded, refundedShare(bought.payment.amount_minor, full)],
        [true, bought.payment.amount_minor],
        "whether it is refunded, and the refunded share of the amount, after the rest was refunded too",
      );
      expectEqual(judge(bought, full), "refunded", "the verdict after a refund");
    },
  ),

  providerCase("an open dispute is reported (where `dispute` is given)", async (bench) => {
    const { account } = bench;
    needPart(account.dispute, "dispute");
    const bought = await buy(bench);
    await account.dispute(bought.provider_payment_id);
    const report = await reportOf(bench.provider, bought.provider_payment_id);
    const reported = [
      report.disputed,
      report.dispute_status,
      report.dispute_lost_minor,
      statesOf(report),
      judge(bought, report),
    ];
    expectEqual(
      reported,
      [true, "open", 0, ["dispute open"], "disputed"],
      "disputed, dispute_status, dispute_lost_minor, reversals and the verdict",
    );
  }),
];

/** Returns the kind and the state of each refund and dispute of a report. */
function statesOf({ reversals }: Report): string[] {
  return reversals.map(({ kind, state }) => `${kind} ${state}`);
}
