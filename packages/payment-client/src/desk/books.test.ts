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

const rowOf = (fact: Fact, ...[audit, events = []]: Parameters<typeof booksOf> | [PaymentAudit]) =>
  booksOf(audit, events).rows.find((row) => row.fact === fact);

test("each book says what it has, and nothing for what it does not have", () => {
  const audit = auditOf({ net_minor: 4_000 }, { usd_cents: 6_000, credits: 600, user_id: "eve" });
  const values = booksOf(audit, [eventOf()]).rows.map(({ fact, provider, ours, topup }) => [
    fact,
    provider,
    ours,
    topup,
  ]);
  expect(values).toEqual([
    ["amount", 4_000, 5_000, 6_000],
    ["status", "succeeded", "held", "pending"],
    ["credits", null, 500, 600],
    ["user", null, "ada", "eve"],
    ["product", "pdt_topup", "pdt_topup", null],
    ["returned", 0, 0, null],
  ]);
});

test.each([
  ["held", "pending", false],
  ["held", "paid", true],
  ["crediting", "pending", false],
  ["paid", "paid", false],
  ["paid", "pending", true],
  ["dismissed", "pending", false],
  ["dismissed", "canceled", true],
] as const)(
  "a payment that is %s with a topup that is %s differs: %s",
  (status, topup, differs) => {
    expect(rowOf("status", auditOf({ status }, { status: topup }))?.differs).toBe(differs);
  },
);

test.each(["currency", "unknown_amount"])(
  "an amount that is held as %s differs, though the numbers may agree",
  (hold_reason) => {
    const audit = auditOf({ net_minor: 5_000, hold_reason });
    expect(rowOf("amount", audit)?.differs).toBe(true);
  },
);

test("an older server, which does not send the topup, has no difference with it", () => {
  const audit = { ...auditOf({ net_minor: 5_000 }), topup: undefined } as never;
  expect(booksOf(audit, []).rows.filter(({ differs }) => differs)).toEqual([]);
});

test("the product is not compared before both sides are known", () => {
  const unknown = auditOf();
  unknown.items = [];
  expect(rowOf("product", unknown, [eventOf({}, { product: "pdt_other" })])?.differs).toBe(false);
  expect(rowOf("product", auditOf(), [])?.differs).toBe(false);
});

test("what the buyer has paid is that of the newest delivery that names it", () => {
  const of = (total_amount: number): string => JSON.stringify({ data: { total_amount } });
  const events = [
    eventOf({ payload_json: "{}" }),
    eventOf({ payload_json: of(700) }),
    eventOf({ payload_json: of(600) }),
  ];
  expect(booksOf(auditOf(), events).paid?.total_minor).toBe(700);
  expect(booksOf(auditOf(), []).paid).toBeNull();
});
