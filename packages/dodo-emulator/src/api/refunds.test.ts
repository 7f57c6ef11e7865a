import { describe, expect, test } from "vitest";
import { call } from "../../test/api.ts";
import { type Bench, createBench } from "../../test/bench.ts";
import { typesOf } from "../../test/deliveries.ts";

const products = [
  { product_id: "pdt_book", price: 1000 },
  { product_id: "pdt_pen", price: 200 },
];

/** A bench with a paid cart of a book and a pen; 10 % tax is on top. */
async function paid(options = {}): Promise<Bench & { payment_id: string }> {
  const bench = createBench({ tax_bps: 1000, products, ...options });
  const product_cart = products.map(({ product_id }) => ({ product_id, quantity: 1 }));
  const { session_id } = await bench.sdk.checkoutSessions.create({ product_cart });
  const { payment_id } = await bench.dodo.pay(session_id, { silent: true });
  return { ...bench, payment_id };
}

describe("POST /refunds answers", () => {
  test("with every field of the API reference", async () => {
    const bench = await paid();
    const { status, body } = await call(bench, "POST", "/refunds", {
      payment_id: bench.payment_id,
      reason: "Unused",
      metadata: { ticket: "7" },
    });
    const { customer } = await bench.sdk.payments.retrieve(bench.payment_id);
    expect([status, body]).toEqual([
      200,
      {
        refund_id: expect.stringMatching(/^ref_\w{21}$/),
        payment_id: bench.payment_id,
        business_id: "bus_emulator",
        brand_id: "bus_emulator",
        status: "succeeded",
        is_partial: false,
        amount: 1320,
        currency: "USD",
        reason: "Unused",
        metadata: { ticket: "7" },
        customer,
        created_at: "2026-11-23T08:00:00.000000Z",
      },
    ]);
    expect(typesOf(bench)).toEqual(["refund.succeeded"]);
  });

  test.each([
    [{}, 1320],
    [{ items: null }, 1320],
    [{ items: [] }, 1320],
    [{ items: [{ item_id: "pdt_book" }] }, 1100],
    [{ items: [{ item_id: "pdt_pen" }] }, 220],
    [{ items: [{ item_id: "pdt_book" }, { item_id: "pdt_pen" }] }, 1320],
    [{ items: [{ item_id: "pdt_book", amount: 1 }] }, 1],
    [{ items: [{ item_id: "pdt_book", amount: 1100 }] }, 1100],
    [{ items: [{ item_id: "pdt_book", amount: 500, tax_inclusive: true }] }, 500],
    [{ items: [{ item_id: "pdt_book", amount: 500, tax_inclusive: false }] }, 550],
    [{ items: [{ item_id: "pdt_book", amount: 1000, tax_inclusive: false }] }, 1100],
    [{ items: [{ item_id: "pdt_book", amount: 5, tax_inclusive: false }] }, 6],
    [
      {
        items: [
          { item_id: "pdt_pen", amount: 20 },
          { item_id: "pdt_book", amount: 30, tax_inclusive: null },
        ],
      },
      50,
    ],
    [{ reason: null, metadata: null }, 1320],
    [{ reason: "x".repeat(3000) }, 1320],
  ])("to %j with a refund of %i", async (more, amount) => {
    const bench = await paid();
    const { status, body } = await call(bench, "POST", "/refunds", {
      payment_id: bench.payment_id,
      ...more,
    });
    expect([status, body.amount, body.is_partial]).toEqual([200, amount, amount < 1320]);
  });

  test.each([
    [{ payment_id: undefined }, "payment_id is missing"],
    [{ payment_id: 7 }, "payment_id must be a string"],
    [{ reason: 7 }, "reason must be a string"],
    [{ reason: "x".repeat(3001) }, "reason is longer than 3000 characters"],
    [{ items: "pdt_book" }, "items must be a list"],
    [{ items: { item_id: "pdt_book" } }, "items must be a list"],
    [{ items: ["pdt_book"] }, "items[] must be an object"],
    [{ items: [null] }, "item_id is missing"],
    [{ items: [{ amount: 5 }] }, "item_id is missing"],
    [{ items: [{ item_id: 7 }] }, "item_id must be a string"],
    [{ items: [{ item_id: "pdt_book", amount: "5" }] }, "amount must be a 32-bit integer"],
    [{ items: [{ item_id: "pdt_book", amount: 0.5 }] }, "amount must be a 32-bit integer"],
    [{ items: [{ item_id: "pdt_book", tax_inclusive: 1 }] }, "tax_inclusive must be true or false"],
  ])("to %j with a 422: %s", async (more, message) => {
    const bench = await paid();
    const { status, body } = await call(bench, "POST", "/refunds", {
      payment_id: bench.payment_id,
      ...more,
    });
    expect([status, body]).toEqual([422, { code: "INVALID_REQUEST_BODY", message }]);
    expect([bench.dodo.deliveries, (await bench.sdk.refunds.list()).items]).toEqual([[], []]);
  });

  test.each([
    [[{ item_id: "pdt_other" }], "LINE_ITEM_NOT_FOUND", "Line item pdt_other not found in payment"],
    [
      [{ item_id: "pdt_book" }, { item_id: "pdt_book" }],
      "DUPLICATE_LINE_ITEMS_IN_REQUEST",
      "Duplicate item_ids specified in items array",
    ],
    [
      [{ item_id: "pdt_book", amount: 0 }],
      "LINE_ITEM_REFUND_AMOUNT_TOO_LOW",
      "Line item pdt_book requested refund amount is 0 which is too low",
    ],
    [
      [{ item_id: "pdt_book", amount: -5 }],
      "LINE_ITEM_REFUND_AMOUNT_TOO_LOW",
      "Line item pdt_book requested refund amount is -5 which is too low",
    ],
    [
      [{ item_id: "pdt_book", amount: 1101 }],
      "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH",
      "Line item pdt_book requested refund amount including tax is 1101 which is above the paid amount 1100",
    ],
    [
      [{ item_id: "pdt_book", amount: 1001, tax_inclusive: false }],
      "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH",
      "Line item pdt_book requested refund amount including tax is 1101 which is above the paid amount 1100",
    ],
  ])("to the items %j with %s", async (items, code, message) => {
    const bench = await paid();
    expect(
      await call(bench, "POST", "/refunds", { payment_id: bench.payment_id, items }),
    ).toMatchObject({ status: 422, body: { code, message } });
    expect(bench.dodo.deliveries).toEqual([]);
  });
});

describe("a payment cannot be refunded", () => {
  test.each([
    ["processing", 422, "PAYMENT_NOT_SUCCEEDED"],
    ["failed", 422, "PAYMENT_NOT_SUCCEEDED"],
    ["cancelled", 422, "PAYMENT_NOT_SUCCEEDED"],
    ["requires_capture", 422, "PAYMENT_NOT_SUCCEEDED"],
    ["partially_captured", 422, "PAYMENT_NOT_SUCCEEDED"],
  ])("that is %s", async (payment_status, status, code) => {
    const bench = await paid();
    bench.dodo.patchPayment(bench.payment_id, { status: payment_status });
    expect(await call(bench, "POST", "/refunds", { payment_id: bench.payment_id })).toMatchObject({
      status,
      body: { code, message: "The provided payment has not succeeded" },
    });
  });

  test.each([
    ["that cost nothing", { total_amount: 0 }, 422, "ZERO_AMOUNT_PAYMENT_REFUND_NOT_ALLOWED"],
    [
      "that is refunded already",
      { refunds: [{ status: "succeeded", amount: 1320 }] },
      409,
      "PAYMENT_HAS_BEEN_REFUNDED",
    ],
    [
      "whose refund is pending",
      { refunds: [{ status: "pending", amount: 1 }] },
      409,
      "EXISTING_REFUND_REQUEST_PROCESSING",
    ],
    [
      "whose refund is in review",
      { refunds: [{ status: "review", amount: 1 }] },
      409,
      "EXISTING_REFUND_REQUEST_PROCESSING",
    ],
  ])("%s", async (_, patch, status, code) => {
    const bench = await paid();
    bench.dodo.patchPayment(bench.payment_id, patch);
    expect(await call(bench, "POST", "/refunds", { payment_id: bench.payment_id })).toMatchObject({
      status,
      body: { code },
    });
  });

  test("that is unknown", async () => {
    expect(
      await call(createBench(), "POST", "/refunds", { payment_id: "pay_unknown" }),
    ).toMatchObject({
      status: 404,
      body: { code: "NOT_FOUND", message: "payment pay_unknown not found" },
    });
  });
});

describe("a line item that is refunded", () => {
  test("in parts can be refunded until nothing is left of it", async () => {
    const bench = await paid();
    const refund = (amount?: number) =>
      call(bench, "POST", "/refunds", {
        payment_id: bench.payment_id,
        items: [{ item_id: "pdt_book", ...(amount === undefined ? {} : { amount }) }],
      });
    expect((await refund(1000)).body.amount).toBe(1000);
    expect((await refund(101)).body.code).toBe("LINE_ITEM_REFUND_AMOUNT_TOO_HIGH");
    expect((await refund()).body.amount).toBe(100);
    expect(await refund()).toMatchObject({
      status: 422,
      body: {
        code: "LINE_ITEM_FULLY_REFUNDED",
        message: "Line item pdt_book has been fully refunded cannot be refunded further.",
      },
    });
    expect(
      (await call(bench, "POST", "/refunds", { payment_id: bench.payment_id })).body.amount,
    ).toBe(220);
  });
});

describe("refund_answer", () => {
  test.each([
    ["succeeded", ["refund.succeeded"], "full"],
    ["pending", [], null],
  ] as const)(
    "%s: the answer has that status and sends %j",
    async (refund_answer, types, refund_status) => {
      const bench = await paid({ refund_answer });
      expect(
        (await call(bench, "POST", "/refunds", { payment_id: bench.payment_id })).body.status,
      ).toBe(refund_answer);
      expect(typesOf(bench)).toEqual(types);
      expect(await bench.sdk.payments.retrieve(bench.payment_id)).toMatchObject({ refund_status });
    },
  );
});

test("GET /refunds/{id} has what its list entry leaves out: customer, brand and metadata", async () => {
  const bench = await paid();
  const { refund_id } = await bench.sdk.refunds.create({ payment_id: bench.payment_id });
  const whole = Object.keys((await call(bench, "GET", `/refunds/${refund_id}`)).body);
  const listed = Object.keys((await call(bench, "GET", "/refunds")).body.items[0]);
  expect(whole.filter((field) => !listed.includes(field)).sort()).toEqual([
    "brand_id",
    "customer",
    "metadata",
  ]);
  expect(listed.filter((field) => !whole.includes(field))).toEqual([]);
});
