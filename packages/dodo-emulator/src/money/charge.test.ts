import { describe, expect, test } from "vitest";
import { createBench, openSession } from "../../test/bench.ts";

test("a payment in rupees has the figures of a captured one: 29.00 USD net of tax in the settlement", async () => {
  const { dodo, sdk } = createBench({ tax_bps: 1800 });
  expect(await dodo.pay(await openSession(sdk, 2900), { currency: "INR" })).toMatchObject({
    currency: "INR",
    total_amount: 321_356,
    tax: 49_020,
    settlement_currency: "USD",
    settlement_amount: 3422,
    settlement_tax: 522,
  });
});

test("tax comes on top of the price, or is carved out of a tax-inclusive one", async () => {
  const on_top = createBench({ tax_bps: 2000 });
  expect(await on_top.dodo.pay(await openSession(on_top.sdk))).toMatchObject({
    total_amount: 6000,
    tax: 1000,
    settlement_amount: 6000,
    settlement_tax: 1000,
  });
  const inside = createBench({
    tax_bps: 2000,
    products: [{ product_id: "pdt_topup", pay_what_you_want: true, tax_inclusive: true }],
  });
  expect(await inside.dodo.pay(await openSession(inside.sdk))).toMatchObject({
    total_amount: 5000,
    tax: 833,
    settlement_amount: 5000,
    settlement_tax: 833,
  });
});

test("a tax given with the payment replaces the rate, also in another currency", async () => {
  const { dodo, sdk } = createBench({ tax_bps: 2000 });
  expect(await dodo.pay(await openSession(sdk), { tax: 413 })).toMatchObject({
    total_amount: 5413,
    tax: 413,
  });
  expect(await dodo.pay(await openSession(sdk), { tax: 0, currency: "EUR" })).toMatchObject({
    tax: 0,
    settlement_amount: 5000,
  });
});

test("a tax given for a price of zero is charged in any currency", async () => {
  const { dodo, sdk } = createBench({ discounts: [{ code: "ALL", amount: 10_000 }] });
  const pay = async (currency: "USD" | "INR") =>
    await dodo.pay(await openSession(sdk), { discount_codes: ["ALL"], tax: 100, currency });
  expect(await pay("USD")).toMatchObject({ total_amount: 100, tax: 100, settlement_tax: 100 });
  const { total_amount, tax, settlement_amount, settlement_tax } = await pay("INR");
  expect([settlement_amount, settlement_tax]).toEqual([100, 100]);
  expect(tax).toBeGreaterThan(100);
  expect(total_amount).toBe(tax);
});

test.each([
  [49_999, 400],
  [50_000, 300],
  [150_000, 300],
  [150_001, 200],
])("the fee on a conversion of %i cents is %i basis points", async (cents, bps) => {
  const { dodo, sdk } = createBench();
  const payment = await dodo.pay(await openSession(sdk, cents), { currency: "AUD" });
  expect(payment.total_amount).toBe(Math.round((cents * 15_300 * (10_000 + bps)) / 1e8));
  expect(payment.settlement_amount).toBe(cents);
});

test("yen have no decimals and dinars three", async () => {
  const { dodo, sdk } = createBench();
  expect(await dodo.pay(await openSession(sdk, 10_000), { currency: "JPY" })).toMatchObject({
    total_amount: 16_120,
  });
  expect(await dodo.pay(await openSession(sdk, 10_000), { currency: "KWD" })).toMatchObject({
    total_amount: 31_928,
  });
});

test("the currency of the session is charged unless the buyer chooses another", async () => {
  const { dodo, sdk } = createBench();
  expect(await dodo.pay(await openSession(sdk, 5000, { billing_currency: "EUR" }))).toMatchObject({
    currency: "EUR",
    settlement_amount: 5000,
  });
  expect(
    await dodo.pay(await openSession(sdk, 5000, { billing_currency: "EUR" }), { currency: "USD" }),
  ).toMatchObject({ currency: "USD", total_amount: 5000 });
  await expect(dodo.pay(await openSession(sdk), { currency: "XXX" })).rejects.toMatchObject({
    code: "UNSUPPORTED_CURRENCY",
  });
});

test("a product in another currency settles in USD", async () => {
  const { dodo, sdk } = createBench({
    products: [{ product_id: "pdt_topup", currency: "EUR", price: 860 }],
  });
  expect(await dodo.pay(await openSession(sdk))).toMatchObject({
    currency: "EUR",
    total_amount: 860,
    settlement_currency: "USD",
    settlement_amount: 1000,
  });
});

describe("adaptive_currency_fees", () => {
  test("exclusive: the buyer pays the fee and the merchant gets the price", async () => {
    const { dodo, sdk } = createBench({ adaptive_currency_fees: "exclusive" });
    expect(await dodo.pay(await openSession(sdk), { currency: "EUR" })).toMatchObject({
      total_amount: 4472,
      settlement_amount: 5000,
    });
  });

  test("inclusive: the merchant gets less by the fee", async () => {
    const { dodo, sdk } = createBench({ adaptive_currency_fees: "inclusive" });
    expect(await dodo.pay(await openSession(sdk), { currency: "EUR" })).toMatchObject({
      total_amount: 4300,
      settlement_amount: 4808,
    });
    expect(await dodo.pay(await openSession(sdk))).toMatchObject({
      total_amount: 5000,
      settlement_amount: 5000,
    });
  });
});

describe("amount_with_quantity", () => {
  const cart = { product_cart: [{ product_id: "pdt_topup", quantity: 3, amount: 500 }] };

  test("per_unit: the amount is the price of one", async () => {
    const { dodo, sdk } = createBench({ amount_with_quantity: "per_unit" });
    expect(await dodo.pay(await openSession(sdk, 0, cart))).toMatchObject({ total_amount: 1500 });
  });

  test("line: the amount is the price of the line", async () => {
    const { dodo, sdk } = createBench({ amount_with_quantity: "line" });
    expect(await dodo.pay(await openSession(sdk, 0, cart))).toMatchObject({ total_amount: 500 });
  });
});

test("a discount lowers price and tax where codes are allowed, and throws where they are not", async () => {
  const { dodo, sdk } = createBench({ tax_bps: 1000 });
  const payment = await dodo.pay(await openSession(sdk), { discount: 4000 });
  expect(payment).toMatchObject({
    total_amount: 1100,
    tax: 100,
    settlement_amount: 1100,
    discounts: [{ amount: 4000 }],
  });
  const closed = await openSession(sdk, 5000, { feature_flags: { allow_discount_code: false } });
  await expect(dodo.pay(closed, { discount: 1 })).rejects.toThrow(/discount/);
  expect(await dodo.pay(closed)).toMatchObject({ total_amount: 5500 });
});

test.each([5001, -1, 0.5])("a discount of %d on 5000 throws", async (discount) => {
  const { dodo, sdk } = createBench();
  await expect(dodo.pay(await openSession(sdk), { discount })).rejects.toThrow();
});

test("the product's own discount lowers the price as well", async () => {
  const { dodo, sdk } = createBench({
    products: [{ product_id: "pdt_topup", price: 1000, discount_bps: 2500 }],
  });
  expect(await dodo.pay(await openSession(sdk))).toMatchObject({ total_amount: 750 });
});

test("where the session leaves the amount open the buyer types it, but not below the minimum", async () => {
  const { dodo, sdk } = createBench({
    products: [
      { product_id: "pdt_topup", pay_what_you_want: true, price: 300, suggested_price: 800 },
    ],
  });
  const open = { product_cart: [{ product_id: "pdt_topup", quantity: 1 }] };
  expect(await dodo.pay(await openSession(sdk, 0, open))).toMatchObject({ total_amount: 800 });
  expect(await dodo.pay(await openSession(sdk, 0, open), { amount: 450 })).toMatchObject({
    total_amount: 450,
  });
  await expect(dodo.pay(await openSession(sdk, 0, open), { amount: 299 })).rejects.toMatchObject({
    code: "REQUEST_AMOUNT_BELOW_MINIMUM",
  });
  expect(await dodo.pay(await openSession(sdk, 900), { amount: 450 })).toMatchObject({
    total_amount: 900,
  });
});
