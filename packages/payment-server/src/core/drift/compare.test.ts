/** Every disagreement between the provider, our row and the host, and the sign of its amount. */
import { describe, expect, test } from "vitest";
import { PAYMENT, REPORT, topup } from "../../../test/money-rule.ts";
import type { Topup } from "../host.ts";
import type { Payment } from "../payment.ts";
import type { Report } from "../report.ts";
import { compare, type Discrepancy, type DriftKind, type DriftReason } from "./compare.ts";

/** Each reason belongs to one kind. */
const KINDS: Record<DriftReason, DriftKind> = {
  no_row: "paid_not_credited",
  not_settled: "paid_not_credited",
  not_closed: "paid_not_credited",
  topup_not_paid: "paid_not_credited",
  unknown_payment: "credited_not_paid",
  not_succeeded: "credited_not_paid",
  refunded: "credited_not_paid",
  disputed: "credited_not_paid",
  no_paid_payment: "credited_not_paid",
  net: "amounts_differ",
  refund: "amounts_differ",
  topup: "amounts_differ",
};

type Found = [reason: DriftReason, difference_minor: number | null];
type Changed<Book> = Partial<Book> | null;

const PAID: Payment = {
  ...PAYMENT,
  status: "paid",
  provider_payment_id: "pay_1",
  net_minor: 5_000,
};
const REFUNDED: Partial<Report> = { refunded: true, refund_sum_minor: 2_707 };

/** Compares books with these changes; `null` is a book that says nothing. */
function find(
  payment: Changed<Payment>,
  report: Changed<Report>,
  host: Changed<Topup>,
  base: Payment = PAYMENT,
): Discrepancy[] {
  return compare({
    payment: payment === null ? null : { ...base, ...payment },
    report: report === null ? null : { ...REPORT, ...report },
    topup: host === null ? null : topup(host),
  });
}

const expected = (found: readonly Found[]): Discrepancy[] =>
  found.map(([reason, difference_minor]) => ({ kind: KINDS[reason], reason, difference_minor }));

describe("a payment that our row calls paid", () => {
  test.each<
    [
      what: string,
      payment: Partial<Payment>,
      report: Changed<Report>,
      host: Changed<Topup>,
      found: Found[],
    ]
  >([
    ["all books agree", {}, {}, {}, []],
    ["the provider does not know it", {}, null, {}, [["unknown_payment", -5_000]]],
    [
      "of which a part was refunded, unknown to the provider",
      { refunded_minor: 2_000 },
      null,
      {},
      [["unknown_payment", -3_000]],
    ],
    ["the provider calls it failed", {}, { status: "failed" }, {}, [["not_succeeded", -5_000]]],
    [
      "the provider calls it processing",
      {},
      { status: "processing" },
      {},
      [["not_succeeded", -5_000]],
    ],
    [
      "the provider has refunded it all",
      {},
      { refund_sum_minor: "all" },
      {},
      [["refunded", -5_000]],
    ],
    [
      "the provider lost all of it in a dispute",
      {},
      { dispute_lost_minor: 5_413 },
      {},
      [["refunded", -5_000]],
    ],
    ["both know the whole refund", { refunded_minor: 5_000 }, { refund_sum_minor: "all" }, {}, []],
    ["the provider has refunded half", {}, REFUNDED, {}, [["refund", -2_500]]],
    ["only our row knows of a refund", { refunded_minor: 2_500 }, {}, {}, [["refund", 2_500]]],
    ["both know the refund of half", { refunded_minor: 2_500 }, REFUNDED, {}, []],
    ["it is disputed, unknown to our row", {}, { disputed: true }, {}, [["disputed", -5_000]]],
    ["the dispute is known", { disputed: true }, { disputed: true }, {}, []],
    ["the dispute was won", { disputed: true }, {}, {}, []],
    ["the provider received more", {}, { total_minor: 5_613 }, {}, [["net", 200]]],
    ["the provider received less", {}, { total_minor: 5_213 }, {}, [["net", -200]]],
    ["the provider's amount is not readable", {}, { total_minor: null }, {}, [["net", null]]],
    ["our row has no net amount", { net_minor: null }, {}, {}, [["net", null]]],
    // The tax of this product is inside its price, so nothing is taken off.
    ["its price includes the tax", { tax_inclusive: true, net_minor: 5_413 }, {}, {}, []],
  ])("%s", (_, payment, report, host, found) => {
    expect(find(payment, report, { status: "paid", ...host }, PAID)).toEqual(expected(found));
  });

  test.each<[what: string, payment: Partial<Payment>, host: Changed<Topup>, found: Found[]]>([
    ["has no topup", {}, null, [["topup_not_paid", 5_000]]],
    ["is pending", {}, { status: "pending" }, [["topup_not_paid", 5_000]]],
    ["has a status of its own", {}, { status: "canceled" }, [["topup_not_paid", 5_000]]],
    ["was taken back after a dispute", { disputed: true }, { status: "reversed" }, []],
    [
      "is pending again after a dispute",
      { disputed: true },
      { status: "pending" },
      [["topup_not_paid", 5_000]],
    ],
    ["was deleted after a dispute", { disputed: true }, null, [["topup_not_paid", 5_000]]],
    ["has another price", {}, { status: "paid", usd_cents: 4_000 }, [["topup", 1_000]]],
    ["has a higher price", {}, { status: "paid", usd_cents: 6_000 }, [["topup", -1_000]]],
    ["has other credits at the same price", {}, { status: "paid", credits: 501 }, [["topup", 0]]],
    [
      "has the price and the credits that an administrator has accepted",
      { released: true, accepted_usd_cents: 4_000, accepted_credits: 400 },
      { status: "paid", usd_cents: 4_000, credits: 400 },
      [],
    ],
    [
      "was edited once more after an administrator had accepted a price",
      { released: true, accepted_usd_cents: 4_000 },
      { status: "paid", usd_cents: 4_500 },
      [["topup", -500]],
    ],
    ["has another owner, who is not compared", {}, { status: "paid", user_id: "bob" }, []],
  ])("while the host %s", (_, payment, host, found) => {
    expect(find(payment, {}, host, PAID)).toEqual(expected(found));
  });

  test("after a refund, a topup that was taken back agrees, and a pending one misses the rest", () => {
    const half = { refunded_minor: 2_500 };
    expect(find(half, REFUNDED, { status: "reversed" }, PAID)).toEqual([]);
    expect(find(half, REFUNDED, { status: "pending" }, PAID)).toEqual(
      expected([["topup_not_paid", 2_500]]),
    );
    const all = { refunded_minor: 5_000 };
    expect(find(all, { refund_sum_minor: "all" }, null, PAID)).toEqual([]);
  });

  test("lists what is wrong at the provider before what is wrong at the host", () => {
    const found = find({}, { total_minor: 5_613, ...REFUNDED }, { status: "pending" }, PAID);
    expect(found.map(({ reason }) => reason)).toEqual(["net", "refund", "topup_not_paid"]);
  });
});

describe("a payment that our row does not call paid", () => {
  const paid = { status: "paid" };
  const failed: Partial<Report> = { status: "failed" };
  test.each<
    [
      what: string,
      payment: Changed<Payment>,
      report: Changed<Report>,
      host: Changed<Topup>,
      found: Found[],
    ]
  >([
    ["paid, and without a row", null, {}, {}, [["no_row", 5_000]]],
    ["paid, and without a row or a topup", null, {}, null, [["no_row", 5_000]]],
    ["paid in part refunded, without a row", null, REFUNDED, {}, [["no_row", 2_500]]],
    ["paid and all refunded, without a row", null, { refund_sum_minor: "all" }, {}, []],
    [
      "paid in an unreadable amount, without a row",
      null,
      { currency: null },
      {},
      [["no_row", null]],
    ],
    ["not paid, and without a row", null, failed, {}, []],
    ["paid, and open here", {}, {}, {}, [["not_settled", 5_000]]],
    ["paid, and expired here", { status: "expired" }, {}, {}, [["not_settled", 5_000]]],
    [
      "paid and refunded, and failed here",
      { status: "failed" },
      { refund_sum_minor: "all" },
      {},
      [],
    ],
    ["not paid anywhere", {}, failed, {}, []],
    ["claimed long ago", { status: "crediting" }, {}, {}, [["not_closed", 5_000]]],
    [
      "claimed long ago, and paid at the host",
      { status: "crediting" },
      {},
      paid,
      [["not_closed", 5_000]],
    ],
    ["claimed, unknown to the provider", { status: "crediting" }, null, {}, [["not_closed", null]]],
    ["held", { status: "held" }, {}, {}, []],
    ["dismissed", { status: "dismissed" }, {}, {}, []],
    ["held, but paid at the host", { status: "held" }, {}, paid, [["no_paid_payment", 0]]],
    [
      "held for too little, but paid at the host",
      { status: "held" },
      { total_minor: 4_413 },
      paid,
      [["no_paid_payment", -1_000]],
    ],
    [
      "dismissed and refunded, but paid at the host",
      { status: "dismissed" },
      { refund_sum_minor: "all" },
      paid,
      [["no_paid_payment", -5_000]],
    ],
    [
      "failed, but paid at the host",
      { status: "failed" },
      failed,
      paid,
      [["no_paid_payment", -5_000]],
    ],
    ["never paid, but paid at the host", {}, null, paid, [["no_paid_payment", -5_000]]],
    [
      "held, of an unreadable amount, but paid at the host",
      { status: "held" },
      { total_minor: "malformed" },
      paid,
      [["no_paid_payment", null]],
    ],
  ])("%s", (_, payment, report, host, found) => {
    expect(find(payment, report, host)).toEqual(expected(found));
  });
});
