import { describe, expect, test } from "vitest";
import { PAYMENT, REPORT } from "../../test/money-rule.ts";
import type { Payment, PaymentStatus } from "./payment.ts";
import { identityOf, REVERSAL_FIELDS, withReversal, withTax } from "./report-fields.ts";
import type { Report } from "./report.ts";

/** A third of 5,413 cents went back: a third of the 5,000 cents net. */
const THIRD: Partial<Report> = { refunded: true, refund_sum_minor: 1_804 };

/** Applies a report with these changes to a payment with these changes. */
function reversed(payment: Partial<Payment>, report: Partial<Report>): Payment {
  return withReversal({ ...PAYMENT, ...payment }, { ...REPORT, ...report });
}

describe("the identity of a payment", () => {
  test("is filled by the first report", () => {
    const report: Report = {
      ...REPORT,
      provider_order_id: "ord_1",
      invoice_url: "https://dodo.example/invoice/1",
      provider_status: "succeeded",
    };
    const empty = { ...PAYMENT, provider_session_id: null, business_id: null };
    expect(identityOf(empty, report)).toEqual({
      provider_payment_id: "pay_1",
      provider_session_id: "cks_1",
      provider_order_id: "ord_1",
      invoice_url: "https://dodo.example/invoice/1",
      business_id: "bus_1",
      provider_status: "succeeded",
    });
  });

  test("keeps the session and the business that the checkout was created with", () => {
    const foreign = { ...REPORT, provider_session_id: "cks_2", business_id: "bus_2" };
    expect(identityOf(PAYMENT, foreign)).toMatchObject({
      provider_session_id: "cks_1",
      business_id: "bus_1",
    });
  });

  test("takes a newer order, invoice and payment, and keeps an order and an invoice that a report leaves out", () => {
    const known = {
      ...PAYMENT,
      provider_payment_id: "pay_declined",
      provider_order_id: "ord_1",
      invoice_url: "https://dodo.example/invoice/1",
    };
    expect(identityOf(known, REPORT)).toMatchObject({
      provider_payment_id: "pay_1",
      provider_order_id: "ord_1",
      invoice_url: "https://dodo.example/invoice/1",
    });
    const newer = { ...REPORT, provider_order_id: "ord_2", invoice_url: "https://dodo.example/2" };
    expect(identityOf(known, newer)).toMatchObject({
      provider_order_id: "ord_2",
      invoice_url: "https://dodo.example/2",
    });
  });

  test("stores an unknown status as such, and not in the provider's spelling", () => {
    const report: Report = { ...REPORT, status: "unknown", provider_status: "brand_new" };
    expect(identityOf(PAYMENT, report)).toMatchObject({ provider_status: "unknown" });
  });
});

describe("a reversal", () => {
  test("is a share of the net amount that was stored, and reveals that amount if it was not", () => {
    expect(reversed({ net_minor: 5_000 }, THIRD)).toMatchObject({ refunded_minor: 1_666 });
    expect(reversed({ net_minor: null }, THIRD)).toMatchObject({
      net_minor: 5_000,
      refunded_minor: 1_666,
    });
    // The stored net stays, even if the report now leads to another one.
    expect(reversed({ net_minor: 6_000 }, THIRD)).toMatchObject({
      net_minor: 6_000,
      refunded_minor: 1_999,
    });
  });

  test("of a payment whose net amount is not readable is a share of its price, and stays one", () => {
    const unreadable: Partial<Report> = { ...THIRD, currency: null };
    const before = reversed({ net_minor: null }, unreadable);
    expect(before).toMatchObject({ net_minor: null, refunded_minor: 1_666 });
    for (const report of [unreadable, THIRD])
      expect(reversed(before, report)).toMatchObject({ net_minor: null, refunded_minor: 1_666 });
  });

  test("is taken back when a dispute that was lost is won, and by no other report", () => {
    const lost: Partial<Payment> = {
      ...{ status: "paid", net_minor: 5_000, refunded_minor: 5_000, dispute_status: "lost" },
    };
    const won: Partial<Report> = { dispute_status: "won", refund_sum_minor: 0 };
    expect(reversed(lost, won)).toMatchObject({ refunded_minor: 0, dispute_status: "won" });
    expect(reversed(lost, { ...THIRD, dispute_status: "won" }).refunded_minor).toBe(1_666);
    expect(reversed({ ...lost, dispute_status: "open" }, won).refunded_minor).toBe(0);
    for (const dispute_status of ["open", "lost", null] as const)
      expect(reversed(lost, { ...won, dispute_status }).refunded_minor).toBe(5_000);
    // An amount that is not known yet is lowered by a later report, so the dispute counts as lost.
    const unclear = reversed(lost, { ...won, reversals_known: false });
    expect(unclear).toMatchObject({ refunded_minor: 5_000, dispute_status: "lost" });
    expect(reversed(unclear, won)).toMatchObject({ refunded_minor: 0, dispute_status: "won" });
    // If nothing is to come back, nothing has to wait.
    for (const refunded_minor of [0, 1_666])
      expect(
        reversed({ ...lost, refunded_minor }, { ...won, ...THIRD, reversals_known: false }),
      ).toMatchObject({ refunded_minor: 1_666, dispute_status: "won" });
    expect(reversed({ ...lost, dispute_status: "won" }, won).refunded_minor).toBe(5_000);
  });

  test("never takes back a refund that was recorded: an older report may arrive later", () => {
    const paid = { status: "paid" as const, net_minor: 5_000, refunded_minor: 4_000 };
    expect(reversed(paid, THIRD).refunded_minor).toBe(4_000);
    expect(reversed(paid, {}).refunded_minor).toBe(4_000);
    expect(reversed(paid, { refund_sum_minor: "all" }).refunded_minor).toBe(5_000);
  });

  test.each<[status: PaymentStatus, report: Partial<Report>, disputed: boolean]>([
    // Before the money is decided on, a dispute that may exist is enough.
    ["pending", { disputed: true, dispute_status: null }, true],
    ["crediting", { disputed: true, dispute_status: null }, true],
    ["expired", { disputed: true, dispute_status: "open" }, true],
    ["pending", { disputed: false, dispute_status: null }, false],
    // After that the mark stays for good, so the dispute must have been read.
    ["paid", { disputed: true, dispute_status: null }, false],
    ["held", { disputed: true, dispute_status: null }, false],
    ["dismissed", { disputed: true, dispute_status: null }, false],
    ["paid", { disputed: true, dispute_status: "open" }, true],
  ])("marks a %s payment by %j as disputed: %s", (status, report, disputed) => {
    expect(reversed({ status }, report).disputed).toBe(disputed);
    expect(reversed({ status, disputed: true }, report).disputed).toBe(true);
  });

  test("changes no other field than the listed ones", () => {
    const all: Partial<Report> = {
      ...THIRD,
      disputed: true,
      dispute_status: "lost",
      invoice_url: "https://dodo.example/3",
    };
    const after = reversed({}, { ...all, provider_payment_id: "pay_9", status: "failed" });
    const changed = Object.entries(after)
      .filter(([field, value]) => Reflect.get(PAYMENT, field) !== value)
      .map(([field]) => field);
    expect(changed.sort()).toEqual([
      "dispute_status",
      "disputed",
      "invoice_url",
      "net_minor",
      "refunded_minor",
    ]);
    expect([...REVERSAL_FIELDS].sort()).toEqual(changed);
  });
});

test("the tax setting of the product replaces the stored one, and unknown replaces known", () => {
  expect(withTax(PAYMENT, true)).toEqual({ ...PAYMENT, tax_inclusive: true });
  expect(withTax(PAYMENT, null)).toEqual({ ...PAYMENT, tax_inclusive: null });
  expect(withTax(PAYMENT, false)).toBe(PAYMENT);
});
