/** Which of the rows that share a key with a report it is about: the rules, row by row. */
import { describe, expect, test } from "vitest";
import { PAYMENT, REPORT } from "../../test/money-rule.ts";
import type { Context } from "./context.ts";
import { locate, siblingOf, type Located } from "./locate.ts";
import type { Payment, PaymentStatus } from "./payment.ts";
import type { Report } from "./report.ts";

/** Locates a report with these changes among rows with these changes. */
function kindOf(rows: readonly Partial<Payment>[], report: Partial<Report> = {}): Located["kind"] {
  const found = rows.map((fields) => ({ ...PAYMENT, ...fields }));
  return locate(found, { ...REPORT, ...report }).kind;
}

describe("a report without a row that has its payment or its session", () => {
  test.each<[kind: Located["kind"], rows: Partial<Payment>[], report: Partial<Report>]>([
    ["none", [], { our_payment_id: null }],
    ["unmatched", [], { our_payment_id: "pmt_1" }],
    ["none", [{ provider_session_id: "cks_9" }], { our_payment_id: null }],
    // Another session names our payment: anyone can write metadata into a static link.
    ["stray", [{ provider_session_id: "cks_9" }], {}],
    ["unproven", [{ provider_session_id: "cks_9" }], { provider_session_id: null }],
    // The session of the row was not stored, so its metadata is all that the report can name.
    ["own", [{ provider_session_id: null }], {}],
    ["own", [{ provider_session_id: null }], { provider_session_id: null }],
  ])("is `%s` among the rows %j if it says %j", (kind, rows, report) => {
    expect(kindOf(rows, report)).toBe(kind);
  });

  test("has to be proven by the session that the named payment was created with", () => {
    expect(locate([PAYMENT], { ...REPORT, provider_session_id: null })).toEqual({
      kind: "unproven",
      payment: PAYMENT,
      provider_session_id: "cks_1",
    });
  });
});

describe("a report in the session of a row", () => {
  const other = { provider_payment_id: "pay_other" };

  test("is about the row that names no payment of the provider yet, whatever its status", () => {
    for (const status of ["pending", "failed", "expired", "crediting", "paid"] as const)
      expect(kindOf([{ status }])).toBe("own");
  });

  test.each<[status: PaymentStatus, provider_status: string | null, kind: Located["kind"]]>([
    // A declined card leaves the row to the next card.
    ["pending", "requires_payment_method", "own"],
    ["failed", "failed", "own"],
    ["canceled", "cancelled", "own"],
    ["expired", null, "own"],
    // The row has its own money.
    ["crediting", "succeeded", "sibling"],
    ["paid", "succeeded", "sibling"],
    ["held", "succeeded", "sibling"],
    ["dismissed", "succeeded", "sibling"],
    // The money of the row is in flight or may be.
    ["pending", "processing", "sibling"],
    ["pending", "unknown", "sibling"],
  ])(
    "of a %s row (%j) with another payment is `%s` if it succeeded",
    (status, provider_status, kind) => {
      expect(kindOf([{ ...other, status, provider_status }])).toBe(kind);
    },
  );

  test("that does not succeed never ends a row whose own money is in flight", () => {
    for (const status of ["open", "processing", "failed", "canceled", "unknown"] as const)
      for (const provider_status of ["processing", "unknown"])
        expect(kindOf([{ ...other, provider_status }], { status })).toBe("none");
  });
});

describe("of several rows", () => {
  const sibling = { payment_id: "pmt_2", attempt: null, provider_payment_id: "pay_1" };

  test("the one with the provider's payment comes first, although the session leads elsewhere", () => {
    const found = [
      { ...PAYMENT, provider_payment_id: "pay_0" },
      { ...PAYMENT, ...sibling },
    ];
    expect(locate(found, REPORT)).toEqual({ kind: "own", payment: found[1] });
  });

  test("the one with the session comes before the one that the metadata name", () => {
    const named = { ...PAYMENT, payment_id: "pmt_named", provider_session_id: "cks_2" };
    const inSession = { ...PAYMENT, payment_id: "pmt_session" };
    expect(locate([named, inSession], { ...REPORT, our_payment_id: "pmt_named" })).toEqual({
      kind: "own",
      payment: inSession,
    });
  });

  test("only an attempt stands for its session, not money that arrived beside it", () => {
    const beside = { ...sibling, provider_payment_id: "pay_0" };
    expect(kindOf([beside], { our_payment_id: null })).toBe("none");
  });

  test("a report and a row that both name no session have no session in common", () => {
    const unstored = { payment_id: "pmt_2", provider_session_id: null };
    const report = { provider_session_id: null, our_payment_id: null };
    expect(kindOf([unstored], report)).toBe("none");
  });
});

describe("the row of money that arrived beside a payment", () => {
  const context = {
    clock: () => 5_000,
    newId: (prefix: string) => `${prefix}_new`,
    newPaymentId: () => "pmt_new",
  } as unknown as Context;
  const paid: Payment = {
    ...PAYMENT,
    status: "paid",
    provider_payment_id: "pay_0",
    released: true,
    accepted_usd_cents: 4_000,
    accepted_credits: 400,
    accepted_user_id: "bob",
    net_minor: 4_000,
    refunded_minor: 100,
    disputed: true,
    invoice_url: "https://dodo.example/invoice/0",
    unconfirmed_since: 1,
    checked_at: 2,
    answered_at: 3,
    attempts: 9,
    version: 12,
  };

  test("is for the same sale, is no attempt, and inherits nothing that was learned or decided", () => {
    expect(siblingOf(context, paid, REPORT, "sibling")).toEqual({
      ...PAYMENT,
      payment_id: "pmt_new",
      ref: "ref_new",
      write_id: "wr_new",
      attempt: null,
      provider_payment_id: "pay_1",
      provider_status: "succeeded",
      next_check_at: 5_000,
      created_at: 5_000,
      updated_at: 5_000,
    });
  });

  test("is held at once and never due if its session is not ours", () => {
    const stray = { ...REPORT, provider_session_id: "cks_foreign" };
    expect(siblingOf(context, paid, stray, "stray")).toMatchObject({
      status: "held",
      hold_reason: "session_mismatch",
      next_check_at: null,
      provider_session_id: "cks_foreign",
    });
  });
});
