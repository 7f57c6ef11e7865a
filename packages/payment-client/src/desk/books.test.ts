import { expect, test } from "vitest";
import { auditOf, eventOf } from "../../test/desk-records.ts";
import { booksOf, type Fact } from "./books.ts";
import type { PaymentAudit } from "../report-wire.ts";

function differing(audit: PaymentAudit, product?: string): Fact[] {
  const { rows } = booksOf(audit, [eventOf({}, product === undefined ? {} : { product })]);
  return rows.filter(({ differs }) => differs).map(({ fact }) => fact);
}

test.each<[string, PaymentAudit, Fact[]]>([
  ["agree", auditOf({ net_minor: 5_000 }), []],
  ["more than was asked", auditOf({ net_minor: 6_000 }), []],
  ["less than was asked", auditOf({ net_minor: 4_999 }), ["amount"]],
  ["an amount that nobody knows", auditOf({ hold_reason: "unknown_amount" }), ["amount"]],
  ["another price", auditOf({ net_minor: 5_000 }, { usd_cents: 4_000 }), ["amount"]],
  [
    "other credits and another user",
    auditOf({}, { credits: 1, user_id: "eve" }),
    ["credits", "user"],
  ],
  ["a topup that is paid already", auditOf({}, { status: "paid" }), ["status"]],
  ["a topup that is gone", auditOf({}, null), ["status"]],
  ["a dispute", auditOf({ disputed: true }), ["returned"]],
  ["a part that went back", auditOf({ refunded_minor: 1 }), ["returned"]],
])("%s: only what differs is marked", (_, audit, facts) => {
  expect(differing(audit)).toEqual(facts);
});

test("another product is marked", () => {
  expect(differing(auditOf(), "pdt_other")).toEqual(["product"]);
});

test("money that never came is nothing, not 0", () => {
  const [amount] = booksOf(auditOf({ net_minor: null }), []).rows;
  expect(amount).toMatchObject({ fact: "amount", provider: null, differs: false });
});
