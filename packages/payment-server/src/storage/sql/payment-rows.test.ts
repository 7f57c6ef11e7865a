import { describe, expect, test } from "vitest";
import { samplePayment } from "../../testing/storage/records.ts";
import type { Payment } from "../../core/payment.ts";
import { fromNotify, fromPayment, toPayment } from "./payment-rows.ts";
import { PAYMENT_COLUMNS } from "./schema.ts";

/** A payment whose every field has a value of its own, so that no two columns can be mixed up. */
const WHOLE: Payment = samplePayment("a", {
  business_id: "bus_a",
  provider_payment_id: "pay_a",
  provider_order_id: "ord_a",
  return_to: "https://shop.example/",
  expires_at: 11,
  status: "held",
  hold_reason: "underpaid",
  released: true,
  provider_status: "succeeded",
  net_minor: 12,
  refunded_minor: 13,
  disputed: true,
  dispute_status: "lost",
  invoice_url: "https://dodo.example/invoice",
  accepted_usd_cents: 14,
  accepted_credits: 15.5,
  accepted_user_id: "bob",
  unconfirmed_since: 16,
  next_check_at: 17,
  checked_at: 18,
  answered_at: 19,
  attempts: 20,
  attempt: 21,
  version: 22,
  created_at: 23,
  updated_at: 24,
});

/** The row that a statement returns for these parameters. */
const rowOf = (payment: Payment): unknown[] => {
  const values = fromPayment(payment);
  return PAYMENT_COLUMNS.map((column) => values[column]);
};

test("a payment is read from the columns that it was written to", () => {
  expect(toPayment(rowOf(WHOLE))).toEqual(WHOLE);
  expect(Object.keys(WHOLE).toSorted()).toEqual([...PAYMENT_COLUMNS].toSorted());
});

test("further values of the row are left out", () => {
  expect(toPayment([...rowOf(WHOLE), "a credit", 1])).toEqual(WHOLE);
});

test.each([true, false, null])("the tax setting %s stays what it is", (tax_inclusive) => {
  expect(toPayment(rowOf({ ...WHOLE, tax_inclusive })).tax_inclusive).toBe(tax_inclusive);
});

test("the other booleans are 0 and 1", () => {
  expect(fromPayment(WHOLE)).toMatchObject({ released: 1, disputed: 1, tax_inclusive: 0 });
  const plain = { ...WHOLE, released: false, disputed: false };
  expect(fromPayment(plain)).toMatchObject({ released: 0, disputed: 0 });
  expect(toPayment(rowOf(plain))).toEqual(plain);
});

describe("a fraction that a dialect returns as its eight bytes", () => {
  test.each([
    ["407f400000000000", 500],
    ["3fb999999999999a", 0.1],
    ["3fd3333333333334", 0.1 + 0.2],
    ["433fffffffffffff", 2 ** 53 - 1],
    ["c024000000000000", -10],
    ["0000000000000000", 0],
    ["0000000000000001", 5e-324],
  ])("%s is %f", (bytes, value) => {
    const at = PAYMENT_COLUMNS.indexOf("credits");
    expect(toPayment(rowOf(WHOLE).with(at, bytes)).credits).toBe(value);
    const accepted = PAYMENT_COLUMNS.indexOf("accepted_credits");
    expect(toPayment(rowOf(WHOLE).with(accepted, bytes)).accepted_credits).toBe(value);
  });

  test("and none stays none", () => {
    expect(toPayment(rowOf({ ...WHOLE, accepted_credits: null })).accepted_credits).toBeNull();
  });
});

test("notices are due from the version on, at once, and only if there are any", () => {
  expect(fromNotify(true, 7)).toEqual({ notify_from: 7, notify_at: 0 });
  expect(fromNotify(false, 7)).toEqual({ notify_from: null, notify_at: null });
});
