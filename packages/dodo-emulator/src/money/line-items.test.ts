import { describe, expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { type Bench, createReferenceBench as createBench } from "../../test/bench.ts";

const products = [
  { product_id: "pdt_open", price: 100, pay_what_you_want: true },
  { product_id: "pdt_book", price: 1000 },
  { product_id: "pdt_pen", price: 333 },
];

/** Pays a cart and resolves to the payment's id. */
async function paid({ dodo, sdk }: Bench, lines: readonly object[], outcome = {}): Promise<string> {
  const product_cart = lines.map((line) => ({ product_id: "", quantity: 1, ...line }));
  const { session_id } = await sdk.checkoutSessions.create({ product_cart });
  return (await dodo.pay(session_id, outcome)).payment_id;
}

/** One figure of each line item. */
async function figures(
  { sdk }: Bench,
  payment_id: string,
  field: "amount" | "tax" | "refundable_amount",
): Promise<unknown[]> {
  return (await sdk.payments.retrieveLineItems(payment_id)).items.map((item) => item[field]);
}

const book = { product_id: "pdt_book" };
const pen = { product_id: "pdt_pen" };
const open = { product_id: "pdt_open" };

test("a line item has the fields of the API reference, and the id of its product", async () => {
  const bench = createBench({ products, tax_bps: 1000 });
  expect(await bench.sdk.payments.retrieveLineItems(await paid(bench, [book]))).toEqual({
    currency: "USD",
    items: [
      {
        items_id: "pdt_book",
        amount: 1100,
        tax: 100,
        refundable_amount: 1100,
        name: "Balance topup",
        description: null,
      },
    ],
  });
});

describe("total and tax are spread by price, and nothing is lost by rounding", () => {
  test.each([
    [[book], 0, [1000], [0]],
    [[book, pen], 1000, [1100, 366], [100, 33]],
    [[pen, pen, pen], 1000, [366, 366, 367], [33, 33, 34]],
    [[{ ...book, quantity: 3 }, pen], 777, [3233, 359], [233, 26]],
    [[{ ...open, amount: 5000 }, book, pen], 1925, [5962, 1192, 398], [962, 192, 65]],
  ])("%j at %i basis points", async (lines, tax_bps, amounts, taxes) => {
    const bench = createBench({ products, tax_bps });
    const payment_id = await paid(bench, lines);
    const { total_amount, tax } = await bench.sdk.payments.retrieve(payment_id);
    const sum = (parts: unknown[]): number =>
      parts.reduce<number>((all, part) => all + Number(part), 0);
    expect(await figures(bench, payment_id, "amount")).toEqual(amounts);
    expect(await figures(bench, payment_id, "tax")).toEqual(taxes);
    expect([sum(amounts), sum(taxes)]).toEqual([total_amount, tax]);
  });

  test("in the currency that the buyer paid", async () => {
    const bench = createBench({ products });
    const payment_id = await paid(bench, [book, pen], { currency: "JPY" });
    expect((await bench.sdk.payments.retrieveLineItems(payment_id)).currency).toBe("JPY");
    expect(await figures(bench, payment_id, "amount")).toEqual([1612, 537]);
  });

  test("after a discount, which every line shares", async () => {
    const bench = createBench({ products });
    expect(
      await figures(bench, await paid(bench, [book, pen], { discount: 333 }), "amount"),
    ).toEqual([750, 250]);
  });

  test("of a payment without tax yet", async () => {
    const bench = createBench({ products, tax_bps: 1000 });
    const payment_id = await paid(bench, [book, pen], { result: "processing" });
    expect([
      await figures(bench, payment_id, "amount"),
      await figures(bench, payment_id, "tax"),
    ]).toEqual([
      [1000, 333],
      [0, 0],
    ]);
  });

  test("by what the buyer chose where the amount was open", async () => {
    const bench = createBench({ products });
    expect(
      await figures(bench, await paid(bench, [open, book], { amount: 3000 }), "amount"),
    ).toEqual([3000, 1000]);
  });
});

describe("refunds come off the lines", () => {
  test.each([
    [[500], [500, 333]],
    [[1000], [0, 333]],
    [[1100], [0, 233]],
    [
      [500, 600],
      [0, 233],
    ],
    [[1333], [0, 0]],
  ])("refunds of %j that name none come off the first ones, leaving %j", async (amounts, left) => {
    const bench = createBench({ products });
    const payment_id = await paid(bench, [book, pen]);
    for (const amount of amounts) await bench.dodo.refund(payment_id, { amount });
    expect(await figures(bench, payment_id, "refundable_amount")).toEqual(left);
    expect(await figures(bench, payment_id, "amount")).toEqual([1000, 333]);
  });

  test("those that name items come off these", async () => {
    const bench = createBench({ products });
    const payment_id = await paid(bench, [book, pen]);
    await bench.sdk.refunds.create({ payment_id, items: [{ item_id: "pdt_pen", amount: 33 }] });
    expect(await figures(bench, payment_id, "refundable_amount")).toEqual([1000, 300]);
    await bench.sdk.refunds.create({
      payment_id,
      items: [{ item_id: "pdt_pen" }, { item_id: "pdt_book", amount: 1 }],
    });
    expect(await figures(bench, payment_id, "refundable_amount")).toEqual([999, 0]);
  });

  test.each([
    ["succeeded", [500, 333]],
    ["pending", [500, 333]],
    ["review", [500, 333]],
    ["failed", [1000, 333]],
  ] as const)("one that is %s leaves %j", async (status, left) => {
    const bench = createBench({ products });
    const payment_id = await paid(bench, [book, pen]);
    await bench.dodo.refund(payment_id, { amount: 500, status });
    expect(await figures(bench, payment_id, "refundable_amount")).toEqual(left);
  });

  test("of a product on two lines is taken off once, the first line first", async () => {
    const bench = createBench({ products });
    const payment_id = await paid(bench, [book, pen, book]);
    const refund = async (amount?: number): Promise<unknown[]> => {
      const item = { item_id: "pdt_book", ...(amount === undefined ? {} : { amount }) };
      await bench.sdk.refunds.create({ payment_id, items: [item] });
      return await figures(bench, payment_id, "refundable_amount");
    };
    expect(await refund(400)).toEqual([600, 333, 1000]);
    expect(await refund()).toEqual([0, 333, 1000]);
    const { refunds, refund_status } = await bench.sdk.payments.retrieve(payment_id);
    expect([refunds.map(({ amount }) => amount), refund_status]).toEqual([[400, 600], "partial"]);
    expect(await refund()).toEqual([0, 333, 0]);
    expect(await codeOf(refund())).toBe("LINE_ITEM_FULLY_REFUNDED");
  });

  test("one that fails after it was pending gives the amount back", async () => {
    const bench = createBench({ products, refund_answer: "pending" });
    const payment_id = await paid(bench, [book, pen]);
    const { refund_id } = await bench.sdk.refunds.create({
      payment_id,
      items: [{ item_id: "pdt_pen" }],
    });
    expect(await figures(bench, payment_id, "refundable_amount")).toEqual([1000, 0]);
    await bench.dodo.finishRefund(refund_id, "failed");
    expect(await figures(bench, payment_id, "refundable_amount")).toEqual([1000, 333]);
  });
});

describe("what happens to the product after the payment does not matter", () => {
  test.each([
    ["archived", { ...book, price: 1000, deleted: true }],
    ["more expensive", { ...book, price: 9000 }],
    ["free to choose, from more than was paid", { ...book, price: 9000, pay_what_you_want: true }],
  ])("a product that is %s keeps its line, and the line can be refunded", async (_, product) => {
    const bench = createBench({ products });
    const payment_id = await paid(bench, [book, pen]);
    bench.dodo.putProduct({ ...product, product_id: "pdt_book" });
    expect(await figures(bench, payment_id, "amount")).toEqual([1000, 333]);
    expect(
      await codeOf(bench.sdk.refunds.create({ payment_id, items: [{ item_id: "pdt_book" }] })),
    ).toBe("no error");
  });

  test("a product that has another name shows that name", async () => {
    const bench = createBench({ products });
    const payment_id = await paid(bench, [book]);
    bench.dodo.putProduct({ product_id: "pdt_book", price: 1000, name: "The book" });
    expect((await bench.sdk.payments.retrieveLineItems(payment_id)).items[0]?.name).toBe(
      "The book",
    );
  });
});

describe("a payment that putPayment() added", () => {
  test("is spread by quantity, without names of unknown products", async () => {
    const bench = createBench();
    bench.dodo.putPayment({
      payment_id: "pay_1",
      currency: "USD",
      total_amount: 1000,
      tax: 100,
      product_cart: [
        { product_id: "a", quantity: 3 },
        { product_id: "b", quantity: 1 },
      ],
    });
    expect(await bench.sdk.payments.retrieveLineItems("pay_1")).toEqual({
      currency: "USD",
      items: [
        {
          items_id: "a",
          amount: 750,
          tax: 75,
          refundable_amount: 750,
          name: null,
          description: null,
        },
        {
          items_id: "b",
          amount: 250,
          tax: 25,
          refundable_amount: 250,
          name: null,
          description: null,
        },
      ],
    });
  });

  test.each([null, undefined, []])("whose cart is %j has no items", async (product_cart) => {
    const bench = createBench();
    bench.dodo.putPayment({
      payment_id: "pay_1",
      currency: "EUR",
      total_amount: 1000,
      product_cart,
    });
    expect(await bench.sdk.payments.retrieveLineItems("pay_1")).toEqual({
      currency: "EUR",
      items: [],
    });
  });

  test("that is unknown is a 404", async () => {
    expect(await codeOf(createBench().sdk.payments.retrieveLineItems("pay_unknown"))).toBe(
      "NOT_FOUND",
    );
  });
});
