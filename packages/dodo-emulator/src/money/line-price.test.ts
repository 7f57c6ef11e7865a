import { describe, expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { createBench, openSession } from "../../test/bench.ts";
import type { ProductSeed } from "./product.ts";

interface Line {
  product_id?: string;
  quantity?: number;
  amount?: number;
}

/** What a cart costs, or Dodo's code of the refusal. */
async function priceOf(
  products: readonly ProductSeed[],
  lines: readonly Line[],
  options = {},
): Promise<unknown> {
  const { sdk } = createBench({ products, ...options });
  const product_cart = lines.map((line) => ({
    product_id: products[0]?.product_id ?? "",
    quantity: 1,
    ...line,
  }));
  return await sdk.checkoutSessions.preview({ product_cart }).then(
    ({ total_price }) => total_price,
    ({ error }) => error.code,
  );
}

const open = { product_id: "pdt_open", price: 300, pay_what_you_want: true };
const book = { product_id: "pdt_book", price: 1500 };

describe("a product with a fixed price", () => {
  test.each([
    ["alone", {}, 1500],
    ["with an amount above the price", { amount: 9999 }, 1500],
    ["with an amount below it", { amount: 1 }, 1500],
    ["with a negative amount", { amount: -5 }, 1500],
    ["twice", { quantity: 2 }, 3000],
    ["ten times, with an amount", { quantity: 10, amount: 7 }, 15_000],
  ])("%s costs its own price for each", async (_, line, price) => {
    expect(await priceOf([book], [line])).toBe(price);
  });

  test.each([
    [1, 1500],
    [2500, 1125],
    [9999, 0],
    [10_000, 0],
  ])("with a discount of its own of %i basis points costs %i", async (discount_bps, price) => {
    expect(await priceOf([{ ...book, discount_bps }], [{}])).toBe(price);
  });
});

describe("a product whose price the checkout chooses", () => {
  test.each([
    ["the merchant's amount", open, { amount: 700 }, 700],
    ["exactly the minimum", open, { amount: 300 }, 300],
    ["the minimum if nothing else is known", open, {}, 300],
    ["the suggested price if there is one", { ...open, suggested_price: 900 }, {}, 900],
    [
      "the merchant's amount before the suggested one",
      { ...open, suggested_price: 900 },
      { amount: 400 },
      400,
    ],
    [
      "the amount less the product's own discount",
      { ...open, discount_bps: 1000 },
      { amount: 1000 },
      900,
    ],
    ["the largest amount there is", open, { amount: 2_147_483_647 }, 2_147_483_647],
  ])("costs %s", async (_, product, line, price) => {
    expect(await priceOf([product], [line])).toBe(price);
  });

  test.each([299, 1, 0, -1])("is refused for %i cents, below its minimum", async (amount) => {
    expect(await priceOf([open], [{ amount }])).toBe("REQUEST_AMOUNT_BELOW_MINIMUM");
  });

  test("is refused if its suggested price is below its minimum", async () => {
    expect(await priceOf([{ ...open, suggested_price: 200 }], [{}])).toBe(
      "REQUEST_AMOUNT_BELOW_MINIMUM",
    );
  });

  test("names the minimum in the message", async () => {
    const { sdk } = createBench({ products: [open] });
    await expect(
      openSession(sdk, 0, { product_cart: [{ product_id: "pdt_open", quantity: 1, amount: 299 }] }),
    ).rejects.toMatchObject({
      status: 422,
      error: { message: "the amount is below the minimum of 300" },
    });
  });
});

describe("a quantity above 1", () => {
  test.each([
    ["per_unit", { amount: 500, quantity: 3 }, 1500],
    ["line", { amount: 500, quantity: 3 }, 500],
    ["per_unit", { quantity: 3 }, 900],
    ["line", { quantity: 3 }, 900],
    ["per_unit", { amount: 500 }, 500],
    ["line", { amount: 500 }, 500],
  ] as const)("with %s makes %j cost %i", async (amount_with_quantity, line, price) => {
    expect(await priceOf([open], [line], { amount_with_quantity })).toBe(price);
  });
});

describe("a cart of several products", () => {
  test("is the sum of its lines", async () => {
    expect(
      await priceOf(
        [open, book],
        [{ amount: 700 }, { product_id: "pdt_book", quantity: 2 }, { amount: 300 }],
      ),
    ).toBe(4000);
  });

  test.each([
    ["EUR", "USD", 860 + 860],
    ["USD", "EUR", 1000 + 1000],
    ["JPY", "USD", 1550 + 1550],
  ] as const)(
    "in %s and %s is priced in the currency of the first",
    async (first, second, price) => {
      const worth = { USD: 1000, EUR: 860, JPY: 1550 };
      const products = [
        { product_id: "a", currency: first, price: worth[first] },
        { product_id: "b", currency: second, price: worth[second] },
      ];
      expect(await priceOf(products, [{}, { product_id: "b" }])).toBe(price);
    },
  );

  test("is refused as a whole if one product is unknown, archived or too cheap", async () => {
    const products = [book, open, { product_id: "pdt_gone", price: 500, deleted: true }];
    expect(await priceOf(products, [{}, { product_id: "pdt_nowhere" }])).toBe("NOT_FOUND");
    expect(await priceOf(products, [{}, { product_id: "pdt_gone" }])).toBe("PRODUCT_IS_DELETED");
    expect(await priceOf(products, [{}, { product_id: "pdt_open", amount: 5 }])).toBe(
      "REQUEST_AMOUNT_BELOW_MINIMUM",
    );
  });

  test("may have 20 lines of one product", async () => {
    expect(
      await priceOf(
        [book],
        Array.from({ length: 20 }, () => ({})),
      ),
    ).toBe(30_000);
  });
});

describe("the smallest total", () => {
  const free = { product_id: "pdt_free", price: 0, pay_what_you_want: true };
  test.each([
    [0, 0],
    [1, "TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT"],
    [49, "TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT"],
    [50, 50],
  ])("of %i cents is %s", async (amount, expected) => {
    expect(await priceOf([free], [{ amount }])).toBe(expected);
  });

  test.each([
    ["EUR", 42, "TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT"],
    ["EUR", 43, 43],
    ["JPY", 76, "TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT"],
    ["JPY", 78, 78],
  ])("in %s of %i is judged by its worth in USD", async (currency, amount, expected) => {
    expect(await priceOf([{ ...free, currency }], [{ amount }])).toBe(expected);
  });

  test("includes the tax", async () => {
    expect(await priceOf([free], [{ amount: 48 }], { tax_bps: 500 })).toBe(50);
  });

  test("of nothing can be paid, without a refund", async () => {
    const { dodo, sdk } = createBench({ products: [free] });
    const payment = await dodo.pay(
      await openSession(sdk, 0, { product_cart: [{ product_id: "pdt_free", quantity: 1 }] }),
    );
    expect(payment).toMatchObject({
      status: "succeeded",
      total_amount: 0,
      tax: 0,
      settlement_amount: 0,
    });
    expect(await codeOf(sdk.refunds.create({ payment_id: payment.payment_id }))).toBe(
      "ZERO_AMOUNT_PAYMENT_REFUND_NOT_ALLOWED",
    );
  });
});

test("a price that changes applies to sessions that are open, not to payments", async () => {
  const { dodo, sdk } = createBench({ products: [book] });
  const cart = { product_cart: [{ product_id: "pdt_book", quantity: 1 }] };
  const [first, second] = [await openSession(sdk, 0, cart), await openSession(sdk, 0, cart)];
  const paid = await dodo.pay(first);
  dodo.putProduct({ ...book, price: 2000 });
  expect(await dodo.pay(second)).toMatchObject({ total_amount: 2000 });
  expect(await sdk.payments.retrieve(paid.payment_id)).toMatchObject({ total_amount: 1500 });
});

test("a product that is archived after a session was opened can no longer be paid in it", async () => {
  const { dodo, sdk } = createBench({ products: [book] });
  const session_id = await openSession(sdk, 0, {
    product_cart: [{ product_id: "pdt_book", quantity: 1 }],
  });
  dodo.putProduct({ ...book, deleted: true });
  expect(await codeOf(dodo.pay(session_id))).toBe("PRODUCT_IS_DELETED");
  dodo.putProduct(book);
  expect(await dodo.pay(session_id)).toMatchObject({ status: "succeeded" });
});
