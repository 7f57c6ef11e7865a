import { describe, expect, test } from "vitest";
import { PAYMENT, REPORT, topup } from "../../../test/money-rule.ts";
import type { Payment } from "../payment.ts";
import type { Report } from "../report.ts";
import { receivedOf, type Books } from "./compare.ts";
import { toItem, type DriftItem } from "./item.ts";

const PAID: Payment = { ...PAYMENT, status: "paid", net_minor: 6_001, refunded_minor: 100 };
/** A bit more than half of 5,413 cents went back. */
const REFUNDED: Report = { ...REPORT, refunded: true, refund_sum_minor: 2_707 };

/** Makes the line of a payment that is listed because its refund differs. */
const itemOf = (books: Partial<Books>): DriftItem =>
  toItem(
    { kind: "amounts_differ", reason: "refund", difference_minor: -2_400 },
    {
      provider: "dodo",
      environment: "test_mode",
      payment_id: "pmt_1",
      topup_id: "tu_1",
      provider_payment_id: "pay_1",
      since: 7_000,
    },
    { payment: null, report: null, topup: null, ...books },
  );

describe("what the provider received", () => {
  test("is nothing if it does not know the payment", () => {
    expect(receivedOf({ payment: PAID, report: null, topup: null })).toEqual({
      succeeded: false,
      net_minor: null,
      refunded_minor: 0,
    });
  });

  test("is net of tax, and a refund is a share of the net on the row, if there is one", () => {
    expect(receivedOf({ payment: null, report: REFUNDED, topup: null })).toEqual({
      succeeded: true,
      net_minor: 5_000,
      refunded_minor: 2_500,
    });
    expect(receivedOf({ payment: PAID, report: REFUNDED, topup: null })).toMatchObject({
      net_minor: 5_000,
      refunded_minor: 3_001,
    });
  });
});

describe("a line of the report", () => {
  test("shows what each book says beside each other", () => {
    const report: Report = { ...REFUNDED, currency: "INR", settlement_currency: "USD" };
    expect(itemOf({ payment: PAID, report, topup: topup({ status: "paid" }) })).toEqual({
      kind: "amounts_differ",
      reason: "refund",
      difference_minor: -2_400,
      since: 7_000,
      provider: "dodo",
      environment: "test_mode",
      payment_id: "pmt_1",
      topup_id: "tu_1",
      provider_payment_id: "pay_1",
      status: "paid",
      hold_reason: null,
      amount_minor: 5_000,
      net_minor: 6_001,
      refunded_minor: 100,
      disputed: false,
      credits: 500,
      provider_status: "succeeded",
      provider_net_minor: 5_000,
      provider_refunded_minor: 3_001,
      provider_disputed: false,
      provider_total_minor: 5_413,
      provider_currency: "INR",
      topup_status: "paid",
      topup_usd_cents: 5_000,
      topup_credits: 500,
    });
  });

  test("says null, and not zero or false, for every book that says nothing", () => {
    const said = Object.entries(itemOf({})).filter(([, value]) => value !== null);
    expect(said.map(([field]) => field)).toEqual([
      "kind",
      "reason",
      "difference_minor",
      "provider",
      "environment",
      "payment_id",
      "topup_id",
      "provider_payment_id",
      "since",
    ]);
  });

  test("shows no amount that could not be read", () => {
    for (const total_minor of ["malformed", null] as const)
      expect(itemOf({ report: { ...REPORT, total_minor } })).toMatchObject({
        provider_total_minor: null,
        provider_net_minor: null,
        provider_refunded_minor: 0,
      });
  });

  test("names no buyer and no address, whatever the books hold", () => {
    const payment = {
      ...PAID,
      invoice_url: "https://dodo.example/i",
      return_to: "https://a.example",
    };
    const text = JSON.stringify(itemOf({ payment, report: REPORT, topup: topup({}) }));
    for (const secret of ["ada", "ref_1", "https://"]) expect(text).not.toContain(secret);
  });
});
