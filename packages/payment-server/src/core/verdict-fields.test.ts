/** Fields that the money rule must be able to read, and that must match. */
import { describe, expect, test } from "vitest";
import type { HoldReason, Payment } from "./payment.ts";
import type { Report } from "./report.ts";
import type { Evidence } from "./verdict.ts";
import { judge, match, mismatch, topup, credit, PAYMENT } from "../../test/money-rule.ts";

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
