import { describe, expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { createBench, openSession } from "../../test/bench.ts";
import {
  convert,
  convertWithFee,
  decimalsOf,
  isKnownCurrency,
  type KnownCurrency,
  share,
} from "./currency.ts";

/** What 100 US dollars are in each currency, without and with the fee of 4 %. */
const hundred_dollars: readonly [KnownCurrency, plain: number, with_fee: number][] = [
  ["USD", 10_000, 10_000],
  ["AUD", 15_300, 15_912],
  ["BRL", 53_500, 55_640],
  ["CAD", 14_000, 14_560],
  ["CHF", 8_000, 8_320],
  ["CNY", 71_100, 73_944],
  ["EUR", 8_600, 8_944],
  ["GBP", 7_600, 7_904],
  ["INR", 902_971, 939_090],
  ["JPY", 15_500, 16_120],
  ["KWD", 30_700, 31_928],
  ["MXN", 184_000, 191_360],
  ["SGD", 12_900, 13_416],
];

describe.each(hundred_dollars)("100 dollars in %s", (currency, plain, with_fee) => {
  test(`are ${plain} minor units, and ${with_fee} with the fee`, () => {
    expect(convert(10_000, "USD", currency)).toBe(plain);
    expect(convertWithFee(10_000, "USD", currency)).toBe(with_fee);
    expect(convert(plain, currency, "USD")).toBe(10_000);
  });

  test("are what a buyer is charged, while the settlement stays in USD", async () => {
    const { dodo, sdk } = createBench();
    expect(await dodo.pay(await openSession(sdk, 10_000), { currency })).toMatchObject({
      currency,
      total_amount: with_fee,
      settlement_currency: "USD",
      settlement_amount: 10_000,
    });
  });

  test("are what a session in that currency costs", async () => {
    const { sdk } = createBench();
    expect(
      await sdk.checkoutSessions.preview({
        product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 10_000 }],
        billing_currency: currency,
      }),
    ).toMatchObject({ currency, total_price: with_fee, total_tax: 0 });
  });

  test("settle in full if the product is sold in that currency", async () => {
    const { dodo, sdk } = createBench({
      products: [{ product_id: "pdt_topup", currency, price: plain }],
    });
    expect(await dodo.pay(await openSession(sdk))).toMatchObject({
      currency,
      total_amount: plain,
      settlement_currency: "USD",
      settlement_amount: 10_000,
    });
  });
});

test.each([
  ["USD", true],
  ["JPY", true],
  ["usd", false],
  ["XXX", false],
  ["DKK", false],
  ["", false],
  [null, false],
  [7, false],
  ["toString", false],
])("%j is a currency of the emulator: %s", (currency, known) => {
  expect(isKnownCurrency(currency)).toBe(known);
});

test.each([
  ["USD", 2],
  ["INR", 2],
  ["JPY", 0],
  ["KWD", 3],
  ["XXX", 2],
])("%s has %i decimals", (currency, decimals) => {
  expect(decimalsOf(currency)).toBe(decimals);
});

test.each([
  [1, 1, 2, 1],
  [1, 1, 3, 0],
  [2, 1, 3, 1],
  [5, 1, 2, 3],
  [100, 826, 10_000, 8],
  [5000, 826, 10_000, 413],
  [0, 7, 3, 0],
  [7, 0, 3, 0],
  [7, 3, 0, 0],
  [2_147_483_647, 2_147_483_647, 2_147_483_647, 2_147_483_647],
  [9_007_199_254_740_991, 3, 3, 9_007_199_254_740_991],
])("%i × %i ÷ %i is %i, rounded half up and exact", (a, b, c, result) => {
  expect(share(a, b, c)).toBe(result);
});

describe("the conversion fee", () => {
  test.each([
    ["EUR", 49_999, 44_719],
    ["EUR", 50_000, 44_290],
    ["EUR", 150_000, 132_870],
    ["EUR", 150_001, 131_581],
    ["KWD", 49_999, 159_637],
    ["KWD", 150_001, 469_713],
    ["JPY", 1, 2],
    ["JPY", 0, 0],
  ] as const)("makes %s of %i cents %i", (currency, cents, total) => {
    expect(convertWithFee(cents, "USD", currency)).toBe(total);
  });

  test.each([
    ["EUR", 43_000, "USD", 51_500],
    ["EUR", 42_999, "USD", 51_999],
    ["JPY", 77_500, "EUR", 44_290],
  ] as const)("depends on the worth in USD: %s %i in %s is %i", (from, amount, to, total) => {
    expect(convertWithFee(amount, from, to)).toBe(total);
  });

  test("is rounded once, together with the rate", () => {
    // 33 cents are 28.38 euro cents; rounded before the fee they would become 29.12, and 29 + 1.
    expect(convert(33, "USD", "EUR")).toBe(28);
    expect(convertWithFee(33, "USD", "EUR")).toBe(30);
  });
});

describe("a currency without a rate", () => {
  test("is refused in a session, in a payment and in a product", async () => {
    const { dodo, sdk } = createBench();
    const session = { billing_currency: "DKK" } as const;
    expect(await codeOf(openSession(sdk, 5000, session))).toBe("UNSUPPORTED_CURRENCY");
    expect(await codeOf(dodo.pay(await openSession(sdk), { currency: "DKK" }))).toBe(
      "UNSUPPORTED_CURRENCY",
    );
    expect(() => dodo.putProduct({ product_id: "pdt_x", currency: "DKK" })).toThrow(
      "no rate for the product currency DKK",
    );
    expect((await sdk.payments.list()).items).toEqual([]);
  });
});
