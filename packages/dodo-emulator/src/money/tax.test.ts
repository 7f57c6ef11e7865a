import { describe, expect, test } from "vitest";
import { createReferenceBench as createBench, openSession, topup } from "../../test/bench.ts";
import { visit, wordsOf } from "../../test/visits.ts";

const inside = { product_id: "pdt_topup", pay_what_you_want: true, tax_inclusive: true };

describe("tax on top of the price", () => {
  test.each([
    [0, 5000, 0, 5000],
    [826, 5000, 413, 5413],
    [1000, 5000, 500, 5500],
    [1800, 2900, 522, 3422],
    [1800, 7900, 1422, 9322],
    [1, 5000, 1, 5001],
    [1, 4999, 0, 4999],
    [2500, 333, 83, 416],
    [10_000, 5000, 5000, 10_000],
  ])(
    "at %i basis points of %i cents is %i, in all %i",
    async (tax_bps, price, tax, total_amount) => {
      const { dodo, sdk } = createBench({ tax_bps });
      const payment = await dodo.pay(await openSession(sdk, price));
      expect(payment).toMatchObject({
        total_amount,
        tax,
        settlement_amount: total_amount,
        settlement_tax: tax,
      });
      expect(payment.total_amount - (payment.tax ?? 0)).toBe(price);
    },
  );
});

describe("tax inside the price", () => {
  test.each([
    [0, 5000, 0],
    [826, 5000, 381],
    [1000, 5500, 500],
    [2000, 5000, 833],
    [2000, 6000, 1000],
    [1800, 3422, 522],
    [10_000, 5000, 2500],
    [2500, 333, 67],
  ])("at %i basis points of %i cents is %i, and the total stays", async (tax_bps, price, tax) => {
    const { dodo, sdk } = createBench({ tax_bps, products: [inside] });
    expect(await dodo.pay(await openSession(sdk, price))).toMatchObject({
      total_amount: price,
      tax,
      settlement_amount: price,
      settlement_tax: tax,
    });
  });

  test("is carved out of what a discount leaves", async () => {
    const { dodo, sdk } = createBench({
      tax_bps: 2000,
      products: [inside],
      discounts: [{ code: "HALF", amount: 5000 }],
    });
    expect(
      await dodo.pay(await openSession(sdk, 6000, { discount_codes: ["HALF"] })),
    ).toMatchObject({ total_amount: 3000, tax: 500 });
  });

  test("stays inside in another currency, where the fee is on the whole price", async () => {
    const { dodo, sdk } = createBench({ tax_bps: 2000, products: [inside] });
    const payment = await dodo.pay(await openSession(sdk, 6000), { currency: "EUR" });
    expect(payment).toMatchObject({
      total_amount: 5366,
      tax: 894,
      settlement_amount: 6000,
      settlement_tax: 1000,
    });
  });

  test("follows the first product of a cart", async () => {
    const exclusive = { product_id: "pdt_book", price: 1000 };
    const { sdk } = createBench({ tax_bps: 1000, products: [inside, exclusive] });
    const lines = [
      { product_id: "pdt_topup", quantity: 1, amount: 1000 },
      { product_id: "pdt_book", quantity: 1 },
    ];
    expect(await sdk.checkoutSessions.preview({ product_cart: lines })).toMatchObject({
      total_price: 2000,
      total_tax: 182,
    });
    expect(await sdk.checkoutSessions.preview({ product_cart: lines.toReversed() })).toMatchObject({
      total_price: 2200,
      total_tax: 200,
    });
  });
});

describe("a captured payment", () => {
  // Real deliveries of a 29.00 and a 79.00 USD price to a buyer in India; the second rate was another day's.
  test("of 29.00 USD in rupees is reproduced to the paisa", async () => {
    const { dodo, sdk } = createBench({ tax_bps: 1800 });
    expect(await dodo.pay(await openSession(sdk, 2900), { currency: "INR" })).toMatchObject({
      total_amount: 321_356,
      tax: 49_020,
      settlement_amount: 3422,
      settlement_tax: 522,
    });
  });

  test("of 79.00 USD in rupees has the same settlement", async () => {
    const { dodo, sdk } = createBench({ tax_bps: 1800 });
    expect(await dodo.pay(await openSession(sdk, 7900), { currency: "INR" })).toMatchObject({
      settlement_amount: 9322,
      settlement_tax: 1422,
    });
  });
});

describe("a tax that the test names", () => {
  test.each([
    ["on top", {}, { tax: 413 }, { total_amount: 5413, tax: 413 }],
    ["of nothing", {}, { tax: 0 }, { total_amount: 5000, tax: 0 }],
    ["inside", { products: [inside] }, { tax: 413 }, { total_amount: 5000, tax: 413 }],
    [
      "converted like the price",
      {},
      { tax: 1000, currency: "EUR" },
      { total_amount: 5366, tax: 894, settlement_amount: 6000, settlement_tax: 1000 },
    ],
    [
      "in yen",
      {},
      { tax: 500, currency: "JPY" },
      { total_amount: 8866, tax: 806, settlement_amount: 5500 },
    ],
  ])("is %s", async (_, options, outcome, payment) => {
    const { dodo, sdk } = createBench({ tax_bps: 9999, ...options });
    expect(await dodo.pay(await openSession(sdk), outcome)).toMatchObject(payment);
  });

  test.each([-1, 0.5, NaN, Infinity])("must be whole cents, so %d is refused", async (tax) => {
    const { dodo, sdk } = createBench();
    await expect(dodo.pay(await openSession(sdk), { tax })).rejects.toMatchObject({
      status: 422,
      code: "INVALID_REQUEST_PARAMETERS",
      message: "tax must be a whole number of minor units",
    });
    expect((await sdk.payments.list()).items).toEqual([]);
  });
});

describe("the fee on a conversion", () => {
  test.each([
    ["exclusive", 5000, "EUR", 4472, 5000],
    ["inclusive", 5000, "EUR", 4300, 4808],
    ["exclusive", 60_000, "EUR", 53_148, 60_000],
    ["inclusive", 60_000, "EUR", 51_600, 58_252],
    ["inclusive", 200_000, "EUR", 172_000, 196_078],
    ["inclusive", 5000, "USD", 5000, 5000],
  ] as const)(
    "%s: %i cents in %s are %i, and %i for the merchant",
    async (adaptive_currency_fees, cents, currency, total_amount, settlement_amount) => {
      const { dodo, sdk } = createBench({ adaptive_currency_fees });
      expect(await dodo.pay(await openSession(sdk, cents), { currency })).toMatchObject({
        total_amount,
        settlement_amount,
      });
    },
  );

  test("inclusive: tax and settlement tax shrink in the same ratio", async () => {
    const { dodo, sdk } = createBench({ adaptive_currency_fees: "inclusive", tax_bps: 1000 });
    expect(await dodo.pay(await openSession(sdk), { currency: "EUR" })).toMatchObject({
      total_amount: 4730,
      tax: 430,
      settlement_amount: 5288,
      settlement_tax: 481,
    });
  });
});

describe("until a payment succeeds", () => {
  test.each(["processing", "failed", "cancelled"] as const)(
    "one that is %s shows the price without tax",
    async (result) => {
      const { dodo, sdk } = createBench({ tax_bps: 1800 });
      expect(
        await dodo.pay(await openSession(sdk, 2900), { result, currency: "INR" }),
      ).toMatchObject({
        total_amount: 272_336,
        tax: null,
        settlement_amount: 2900,
        settlement_tax: null,
      });
    },
  );

  test("a tax-inclusive one shows the whole price", async () => {
    const { dodo, sdk } = createBench({ tax_bps: 1800, products: [inside] });
    expect(await dodo.pay(await openSession(sdk), { result: "processing" })).toMatchObject({
      total_amount: 5000,
      tax: null,
    });
  });
});

describe("the checkout page names the tax", () => {
  test.each([
    ["on top", {}, "Subtotal 50.00 USD Tax 10.00 USD Total 60.00 USD"],
    ["inside", { products: [inside] }, "Subtotal 50.00 USD Tax, included 8.33 USD Total 50.00 USD"],
  ])("%s", async (_, options, sums) => {
    const bench = createBench({ tax_bps: 2000, ...options });
    expect(wordsOf(await visit(bench, `/session/${await openSession(bench.sdk)}`))).toContain(sums);
  });
});

test.each([-1, 0.5, NaN, Infinity])(
  "a rate of %d basis points is refused at construction",
  (tax_bps) => {
    expect(() => createBench({ tax_bps })).toThrow(
      `tax_bps must be a whole number of basis points, got ${tax_bps}`,
    );
  },
);

test("preview and payment agree for every mix of tax, code and currency", async () => {
  for (const tax_inclusive of [false, true])
    for (const billing_currency of ["USD", "INR", "JPY", "KWD"] as const)
      for (const discount_codes of [[], ["X"]]) {
        const { dodo, sdk } = createBench({
          tax_bps: 1925,
          products: [{ ...inside, tax_inclusive }],
          discounts: [{ code: "X", amount: 1234 }],
        });
        const body = topup(4321, { billing_currency, discount_codes });
        const { total_price, total_tax, current_breakup } =
          await sdk.checkoutSessions.preview(body);
        const { session_id } = await sdk.checkoutSessions.create(body);
        expect(await dodo.pay(session_id)).toMatchObject({
          currency: billing_currency,
          total_amount: total_price,
          tax: total_tax,
        });
        const { subtotal, discount, tax } = current_breakup;
        expect(subtotal - discount + (tax_inclusive ? 0 : (tax ?? 0))).toBe(total_price);
      }
});
