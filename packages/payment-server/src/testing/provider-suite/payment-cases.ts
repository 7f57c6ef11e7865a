/** What is told of a payment. The core's own money rule judges it, so that a report it could not credit fails here. */
import { refundedShare } from "../../core/refund.ts";
import type { Minor, Report } from "../../core/report.ts";
import { expectEqual, expectFields } from "../storage/check.ts";
import { providerCase, type ProviderCase } from "./case.ts";
import { buy, CALM, failureOf, judge, ourId, reportOf, type Bought } from "./purchase.ts";

const MINUTE_MS = 60_000;
/** None of them is a number of cents. */
const NO_AMOUNTS = [-1, 0.5, 2 ** 53, "canary", null];

/** Each field, and whether a value may stand there. */
const FIELDS: Readonly<Record<keyof Report, (value: unknown) => boolean>> = {
  source: (value) => value === "api" || value === "delivery",
  provider_payment_id: isId,
  provider_session_id: orNull(isId),
  provider_order_id: orNull(isId),
  our_payment_id: orNull(isId),
  business_id: orNull(isText),
  environment: (value) => value === "test_mode" || value === "live_mode",
  status: (value) =>
    ["open", "processing", "succeeded", "failed", "canceled", "unknown"].includes(String(value)),
  provider_status: orNull(isText),
  currency: orNull(isCurrency),
  total_minor: isMinor,
  tax_minor: isMinor,
  settlement_currency: orNull(isCurrency),
  settlement_minor: isMinor,
  settlement_tax_minor: isMinor,
  lines: orNull(
    (value) =>
      Array.isArray(value) &&
      value.every(
        (line: unknown) =>
          isText(Reflect.get(Object(line), "product_id")) &&
          typeof Reflect.get(Object(line), "quantity") === "number",
      ),
  ),
  subscription: isFlag,
  discounted: isFlag,
  refunded: isFlag,
  refund_sum_minor: isReturned,
  disputed: isFlag,
  dispute_seen: isFlag,
  dispute_lost_minor: isReturned,
  reversal_listed: isFlag,
  reversals_known: isFlag,
  invoice_url: orNull((value) => isText(value) && URL.canParse(String(value))),
  created_at: orNull(isWhole),
};

/** Throws if a report is not what `core/report.ts` says. */
export function expectReport(report: Report, what: string): void {
  expectEqual(Object.keys(report).sort(), Object.keys(FIELDS).sort(), `the fields of ${what}`);
  for (const [name, isRight] of Object.entries(FIELDS)) {
    const value: unknown = Reflect.get(report, name);
    if (!isRight(value))
      throw new Error(
        `${what}: \`${name}\` is ${JSON.stringify(value) ?? String(value)}, which core/report.ts does not allow`,
      );
  }
}

/** What a report must say of whom it is about. */
export function identityOf({
  payment,
  provider_payment_id,
}: Bought): Readonly<Record<string, unknown>> {
  const { provider_session_id, payment_id, environment } = payment;
  return { provider_payment_id, provider_session_id, our_payment_id: payment_id, environment };
}

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
        reversal_listed: false,
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

  providerCase("less than was asked is told as less, and would be held", async (bench) => {
    for (const paid_minor of [1, (bench.usd_cents ?? 4_999) - 1]) {
      const bought = await buy(bench, { paid_minor });
      expectEqual(
        judge(bought, await reportOf(bench.provider, bought.provider_payment_id)),
        "underpaid",
        `the verdict when ${paid_minor} of ${bought.payment.amount_minor} were paid; tell what was paid, not what was asked`,
      );
    }
  }),

  providerCase("what was declined has failed, and what takes days is processing", async (bench) => {
    for (const status of ["failed", "processing"] as const) {
      const bought = await buy(bench, { result: status });
      expectFields(
        await reportOf(bench.provider, bought.provider_payment_id),
        { ...identityOf(bought), status },
        "the report",
      );
    }
  }),

  providerCase(
    "what is no amount is never made one (where `spoilAmount` is given)",
    async (bench) => {
      const { account } = bench;
      if (account.spoilAmount === undefined) return;
      for (const value of NO_AMOUNTS) {
        const bought = await buy(bench);
        account.spoilAmount(bought.provider_payment_id, value);
        const report = await reportOf(bench.provider, bought.provider_payment_id);
        expectEqual(
          [typeof report.total_minor, judge(bought, report)],
          [value === null ? "object" : "string", "unknown_amount"],
          `the type of total_minor, and the verdict, where the API says ${value}; null when absent, else "malformed", never rounded`,
        );
      }
    },
  ),

  providerCase("only an id as we make them is taken for ours", async ({ account, provider }) => {
    const [own, prefix] = [ourId(), ourId().slice(0, -1)];
    // A payment that names one of ours is answered "send it again" until the row is found: a stranger's must not.
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
        `our_payment_id where ${JSON.stringify(given)} stands in its place; ours are "pmt_" and 22 letters of base64url`,
      );
    }
  }),

  providerCase("an id of any spelling is asked about harmlessly", async ({ provider }) => {
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
      const asked = provider.readPayment(id, CALM);
      const report = await asked.catch(() => null);
      if (report === null)
        await asked.catch(async () => await failureOf(what, async () => await asked));
      expectEqual(report, null, what);
    }
  }),

  providerCase(
    "what was given back is told, in part and in full (where `refund` is given)",
    async (bench) => {
      const { account } = bench;
      if (account.refund === undefined) return;
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
          reversal_listed: true,
          total_minor: before.total_minor,
        },
        "the report after a refund of 100; the payment has still succeeded",
      );
      await account.refund(bought.provider_payment_id);
      const full = await reportOf(bench.provider, bought.provider_payment_id);
      expectEqual(
        [full.refunded, refundedShare(bought.payment.amount_minor, full)],
        [true, bought.payment.amount_minor],
        "whether it is refunded, and the refunded share of the amount, after the rest was given back too",
      );
      expectEqual(judge(bought, full), "refunded", "the verdict after a refund");
    },
  ),

  providerCase("an open dispute is told (where `dispute` is given)", async (bench) => {
    const { account } = bench;
    if (account.dispute === undefined) return;
    const bought = await buy(bench);
    await account.dispute(bought.provider_payment_id);
    const report = await reportOf(bench.provider, bought.provider_payment_id);
    const told = [
      report.disputed,
      report.dispute_seen,
      report.dispute_lost_minor,
      report.reversal_listed,
      judge(bought, report),
    ];
    expectEqual(
      told,
      [true, true, 0, true, "disputed"],
      "disputed, dispute_seen, dispute_lost_minor, reversal_listed and the verdict",
    );
  }),
];

function orNull(isRight: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === null || isRight(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** Ids stand in addresses and before the ids of events. */
function isId(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9_.:-]{1,150}$/.test(value);
}

function isCurrency(value: unknown): boolean {
  return typeof value === "string" && /^[A-Z]{3}$/.test(value);
}

function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isReturned(value: unknown): boolean {
  return value === "all" || isWhole(value);
}

function isMinor(value: unknown): value is Minor {
  return value === null || value === "malformed" || isWhole(value);
}
