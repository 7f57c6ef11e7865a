import { describe, expect, test } from "vitest";
import type { Payment } from "../wire.ts";
import { payment } from "../../test/packs-records.ts";
import { describePayment, receiptOf } from "./past-payments.ts";

const invoice_url = "https://test.dodopayments.com/invoices/payments/pay_1";
const said = (more: Partial<Payment>): unknown[] => {
  const { word, detail } = describePayment(payment(more));
  return [word, detail];
};

describe("a row of the past payments says", () => {
  test.each<[Partial<Payment>, unknown[]]>([
    [{ status: "paid", invoice_url }, ["added", "receipt"]],
    [{ status: "paid" }, ["added", "reference"]],
    [{ status: "paid", invoice_url, refunded_minor: 500 }, ["refunded", "receipt"]],
    [{ status: "crediting" }, ["adding", undefined]],
    [{ status: "pending" }, ["started", undefined]],
    [{ status: "pending", on_its_way: true }, ["on_its_way", "days"]],
    [{ status: "held" }, ["being_checked", "reference"]],
    [{ status: "dismissed" }, ["not_added", "reference"]],
    [{ status: "failed" }, ["not_paid", undefined]],
    [{ status: "canceled" }, ["not_paid", undefined]],
    [{ status: "expired" }, ["not_paid", undefined]],
    // A status of a later version of the server is not shown as an end.
    [{ status: "disputed" as Payment["status"] }, ["started", undefined]],
  ])("%j: %j", (more, words) => {
    expect(said(more)).toEqual(words);
  });
});

test("only a receipt behind https is linked", () => {
  expect(receiptOf(payment({ invoice_url }))).toBe(invoice_url);
  for (const address of [null, "", "http://dodo.example/1", "javascript:alert(1)"])
    expect(receiptOf(payment({ invoice_url: address }))).toBeUndefined();
});
