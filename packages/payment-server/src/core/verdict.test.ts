import { describe, expect, test } from "vitest";
import type { Topup } from "./host.ts";
import type { HoldReason, Payment } from "./payment.ts";
import type { Minor, Report } from "./report.ts";
import type { Credit } from "./storage.ts";
import { verdict, type Evidence, type Verdict } from "./verdict.ts";

/**
 * Judges a payment of 5,000 cents by a report that 5,413 with 413 of tax were paid, with these
 * changes.
 */
function judge(
  report: Partial<Report> = {},
  payment: Partial<Payment> = {},
  rest: Partial<Evidence> = {},
): Verdict {
  return verdict({
    payment: { ...PAYMENT, ...payment },
    report: { ...REPORT, ...report },
    topup: TOPUP,
    credit: null,
    conversion_tolerance_bps: 0,
    ...rest,
  });
}

const match = (net_minor: number): Verdict => ({ kind: "match", net_minor });
const mismatch = (reason: HoldReason, net_minor: number | null): Verdict => ({
  kind: "mismatch",
  reason,
  net_minor,
});

describe("[M01] the net is the paid amount minus the tax on top", () => {
  test.each<[total: number, tax: Minor, expected: Verdict]>([
    [5_413, 413, match(5_000)],
    [5_000, 0, match(5_000)],
    [5_001, 0, match(5_001)],
    [10_000, 826, match(9_174)],
    [4_999, 0, mismatch("underpaid", 4_999)],
    [5_412, 413, mismatch("underpaid", 4_999)],
    [2_500, 0, mismatch("underpaid", 2_500)],
    [0, 0, mismatch("underpaid", 0)],
    [413, 413, mismatch("underpaid", 0)],
    [413, 414, mismatch("unknown_amount", null)],
  ])("%i with %s of tax", (total_minor, tax_minor, expected) => {
    expect(judge({ total_minor, tax_minor })).toEqual(expected);
  });

  test.each<[name: string, paid: Partial<Report>, expected: Verdict]>([
    [
      "no tax, and none on the other side",
      { tax_minor: null, settlement_minor: 5_000, settlement_tax_minor: null },
      match(5_000),
    ],
    [
      "no tax, and tax on the other side",
      { tax_minor: null, settlement_minor: 5_000, settlement_tax_minor: 413 },
      mismatch("unknown_amount", null),
    ],
    [
      "no tax, and tax of a gross that is not told",
      { tax_minor: null, settlement_minor: null, settlement_tax_minor: 413 },
      mismatch("unknown_amount", null),
    ],
    [
      "no tax, and a share of tax below one cent",
      {
        tax_minor: null,
        settlement_currency: "JPY",
        settlement_minor: 500_001,
        settlement_tax_minor: 100,
      },
      match(5_000),
    ],
  ])("[F07] the tax in the buyer's currency: %s", (_, paid, expected) => {
    expect(judge({ total_minor: 5_000, ...paid })).toEqual(expected);
    expect(judge({ total_minor: 5_000, ...paid }, { tax_inclusive: true })).toEqual(match(5_000));
  });

  test("the tolerance for a converted payment does not apply to one in USD", () => {
    expect(judge({ total_minor: 5_412 }, {}, { conversion_tolerance_bps: 1_000 })).toEqual(
      mismatch("underpaid", 4_999),
    );
  });
});

describe("[M02] another currency is judged by its settlement in USD, never by its own amount", () => {
  const rupees = { currency: "INR", total_minor: 5_413, tax_minor: 413 };
  test.each<[name: string, settled: Partial<Report>, tolerance: number, expected: Verdict]>([
    ["settled in full", { settlement_minor: 5_413, settlement_tax_minor: 413 }, 0, match(5_000)],
    [
      "equal figures, but cents",
      { settlement_minor: 65, settlement_tax_minor: 5 },
      0,
      mismatch("underpaid", 60),
    ],
    [
      "one cent of rounding",
      { settlement_minor: 5_412, settlement_tax_minor: 413 },
      0,
      match(4_999),
    ],
    [
      "two cents",
      { settlement_minor: 5_411, settlement_tax_minor: 413 },
      0,
      mismatch("underpaid", 4_998),
    ],
    [
      "two cents within the host's tolerance",
      { settlement_minor: 5_411, settlement_tax_minor: 413 },
      4,
      match(4_998),
    ],
    [
      "three cents, beyond it",
      { settlement_minor: 5_410, settlement_tax_minor: 413 },
      4,
      mismatch("underpaid", 4_997),
    ],
    [
      "settled in another currency",
      { settlement_currency: "EUR", settlement_minor: 5_413 },
      0,
      mismatch("currency", null),
    ],
    [
      "settled in no currency",
      { settlement_currency: null, settlement_minor: 5_413 },
      0,
      mismatch("currency", null),
    ],
    ["no settlement", { settlement_minor: null }, 0, mismatch("unknown_amount", null)],
  ])("%s", (_, settled, conversion_tolerance_bps, expected) => {
    expect(judge({ ...rupees, ...settled }, {}, { conversion_tolerance_bps })).toEqual(expected);
  });

  test("no currency at all", () => {
    expect(judge({ currency: null })).toEqual(mismatch("unknown_amount", null));
  });
});

describe("[M03] tax hides no discount", () => {
  test.each<[total: number, tax: number, expected: Verdict]>([
    [5_000, 413, mismatch("discounted", 4_587)],
    [5_399, 400, mismatch("discounted", 4_999)],
    [5_413, 413, match(5_000)],
  ])("%i with %i of tax, discounted", (total_minor, tax_minor, expected) => {
    expect(judge({ total_minor, tax_minor, discounted: true })).toEqual(expected);
  });
});

describe("[M04] the net of a price that includes its tax is the full amount", () => {
  test.each<[total: number, tax: Minor, tax_inclusive: boolean | null, expected: Verdict]>([
    [5_000, 413, true, match(5_000)],
    [5_000, 413, false, mismatch("underpaid", 4_587)],
    [5_000, 413, null, mismatch("underpaid", 4_587)],
    [4_999, 413, true, mismatch("underpaid", 4_999)],
    [5_413, 413, false, match(5_000)],
  ])("%i with %s of tax, inclusive: %s", (total_minor, tax_minor, tax_inclusive, expected) => {
    expect(judge({ total_minor, tax_minor }, { tax_inclusive })).toEqual(expected);
  });

  test("of a converted payment, too", () => {
    const rupees = { currency: "INR", settlement_minor: 5_000, settlement_tax_minor: 413 };
    expect(judge(rupees, { tax_inclusive: true })).toEqual(match(5_000));
    expect(judge(rupees, { tax_inclusive: false })).toEqual(mismatch("underpaid", 4_587));
  });
});

describe("[M05] an amount that cannot be read is requested again, then held", () => {
  test.each<[report: Partial<Report>]>([
    [{ total_minor: "malformed" }],
    [{ total_minor: null }],
    [{ tax_minor: "malformed" }],
    [{ currency: null }],
    [{ currency: "INR", settlement_minor: "malformed" }],
    [{ currency: "INR", settlement_tax_minor: "malformed" }],
  ])("%j", (report) => {
    expect(judge({ ...report, source: "delivery" })).toEqual({ kind: "incomplete" });
    expect(judge({ ...report, source: "api" })).toEqual(mismatch("unknown_amount", null));
  });

  test("[C12] a delivery with unreadable refunds or disputes is not judged by itself; the API's report is", () => {
    expect(judge({ reversals_known: false, disputed: true, source: "delivery" })).toEqual({
      kind: "incomplete",
    });
    expect(judge({ reversals_known: false, disputed: true, source: "api" })).toEqual(
      mismatch("disputed", 5_000),
    );
    expect(judge({ reversals_known: false, refunded: true, source: "api" })).toEqual(
      mismatch("refunded", 5_000),
    );
  });

  test("a delivery without lines, session or tax is not judged by itself", () => {
    for (const report of [{ lines: null }, { provider_session_id: null }, { tax_minor: null }]) {
      expect(judge({ ...report, source: "delivery" })).toEqual({ kind: "incomplete" });
    }
  });
});

describe("other fields that must match", () => {
  test.each<
    [
      name: string,
      report: Partial<Report>,
      payment: Partial<Payment>,
      rest: Partial<Evidence>,
      reason: HoldReason,
    ]
  >([
    ["[M09] environment", {}, { environment: "live_mode" }, {}, "environment"],
    ["[M09] business", { business_id: "bus_2" }, {}, {}, "environment"],
    ["session", { provider_session_id: "cks_2" }, {}, {}, "session_mismatch"],
    ["subscription", { subscription: true }, {}, {}, "product"],
    ["disputed", { disputed: true }, {}, {}, "disputed"],
    ["refunded", { refunded: true }, {}, {}, "refunded"],
    ["another product", { lines: [{ product_id: "pdt_2", quantity: 1 }] }, {}, {}, "product"],
    ["two pieces", { lines: [{ product_id: "pdt_1", quantity: 2 }] }, {}, {}, "product"],
    [
      "two lines",
      {
        lines: [
          { product_id: "pdt_1", quantity: 1 },
          { product_id: "pdt_2", quantity: 1 },
        ],
      },
      {},
      {},
      "product",
    ],
    ["no lines", { lines: null }, {}, {}, "product"],
    ["topup gone", {}, {}, { topup: null }, "topup_changed"],
    ["topup paid", {}, {}, { topup: topup({ status: "paid" }) }, "topup_changed"],
    ["price edited", {}, {}, { topup: topup({ usd_cents: 4_000 }) }, "topup_changed"],
    ["credits edited", {}, {}, { topup: topup({ credits: 501 }) }, "topup_changed"],
    ["owner edited", {}, {}, { topup: topup({ user_id: "bob" }) }, "topup_changed"],
    [
      "credited by another payment",
      {},
      {},
      { credit: credit({ state: "done" }) },
      "duplicate_payment",
    ],
  ])("%s", (_, report, payment, rest, reason) => {
    expect(judge(report, payment, rest)).toEqual(mismatch(reason, 5_000));
  });

  test("another payment's claim delays it, a void claim and its own do not", () => {
    expect(judge({}, {}, { credit: credit({ state: "claimed" }) })).toEqual({ kind: "wait" });
    expect(judge({}, {}, { credit: credit({ state: "void" }) })).toEqual(match(5_000));
    expect(judge({}, {}, { credit: credit({ state: "returned" }) })).toEqual(
      mismatch("duplicate_payment", 5_000),
    );
    expect(
      judge({}, {}, { credit: credit({ state: "claimed", payment_id: PAYMENT.payment_id }) }),
    ).toEqual(match(5_000));
  });
});

function topup(fields: Partial<Topup>): Topup {
  return { ...TOPUP, ...fields };
}

function credit(fields: Partial<Credit>): Credit {
  return {
    topup_id: "tu_1",
    payment_id: "pmt_2",
    state: "claimed",
    fence: 1,
    holder: "wr_1",
    mode: "guarded",
    live: false,
    ...fields,
  };
}

const TOPUP: Topup = {
  topup_id: "tu_1",
  user_id: "ada",
  credits: 500,
  usd_cents: 5_000,
  status: "pending",
};

const PAYMENT: Payment = {
  payment_id: "pmt_1",
  provider: "dodo",
  environment: "test_mode",
  business_id: "bus_1",
  topup_id: "tu_1",
  user_id: "ada",
  credits: 500,
  amount_minor: 5_000,
  currency: "USD",
  product_id: "pdt_1",
  tax_inclusive: false,
  attempt: 1,
  provider_session_id: "cks_1",
  provider_payment_id: null,
  provider_order_id: null,
  checkout_url: "https://test.checkout.dodopayments.com/session/cks_1",
  ref: "ref_1",
  return_to: null,
  expires_at: null,
  status: "pending",
  hold_reason: null,
  released: false,
  accepted_usd_cents: null,
  accepted_credits: null,
  accepted_user_id: null,
  provider_status: null,
  net_minor: null,
  refunded_minor: 0,
  disputed: false,
  invoice_url: null,
  unconfirmed_since: null,
  next_check_at: null,
  checked_at: null,
  answered_at: null,
  attempts: 0,
  version: 1,
  write_id: "wr_1",
  created_at: 0,
  updated_at: 0,
};

const REPORT: Report = {
  source: "api",
  provider_payment_id: "pay_1",
  provider_session_id: "cks_1",
  provider_order_id: null,
  our_payment_id: "pmt_1",
  business_id: "bus_1",
  environment: "test_mode",
  status: "succeeded",
  provider_status: "succeeded",
  currency: "USD",
  total_minor: 5_413,
  tax_minor: 413,
  settlement_currency: "USD",
  settlement_minor: 5_413,
  settlement_tax_minor: 413,
  lines: [{ product_id: "pdt_1", quantity: 1 }],
  subscription: false,
  discounted: false,
  refunded: false,
  refund_sum_minor: 0,
  disputed: false,
  reversals_known: true,
  dispute_seen: false,
  dispute_lost_minor: 0,
  reversal_listed: false,
  invoice_url: null,
  created_at: null,
};
