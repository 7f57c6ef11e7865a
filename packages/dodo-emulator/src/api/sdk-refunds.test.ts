import { describe, expect, test } from "vitest";
import { createBench, openSession, topup } from "../../test/bench.ts";

describe("refunds", () => {
  test("create refunds all that is left, retrieve and list give it back, and the event follows", async () => {
    const { dodo, sdk } = createBench();
    const { payment_id } = await dodo.pay(await openSession(sdk), { silent: true });
    const refund = await sdk.refunds.create({
      payment_id,
      reason: "Unused",
      metadata: { ticket: "7" },
    });
    expect(refund).toMatchObject({
      payment_id,
      amount: 5000,
      is_partial: false,
      status: "succeeded",
      reason: "Unused",
      metadata: { ticket: "7" },
    });
    expect(await sdk.refunds.retrieve(refund.refund_id)).toEqual(refund);
    expect((await sdk.refunds.list({ page_number: 0 })).items).toMatchObject([
      { refund_id: refund.refund_id },
    ]);
    expect(dodo.deliveries.map((delivery) => delivery.type)).toEqual(["refund.succeeded"]);
    await expect(sdk.refunds.create({ payment_id })).rejects.toMatchObject({
      error: { code: "PAYMENT_HAS_BEEN_REFUNDED" },
    });
  });

  test("items are refunded one by one, with their tax or with it on top, and line items follow", async () => {
    const { dodo, sdk } = createBench({
      tax_bps: 1000,
      products: [{ product_id: "pdt_topup" }, { product_id: "pdt_book", price: 1000 }],
    });
    const { session_id } = await sdk.checkoutSessions.create({
      product_cart: [...topup().product_cart, { product_id: "pdt_book", quantity: 1 }],
    });
    const { payment_id } = await dodo.pay(session_id);
    const before = await sdk.payments.retrieveLineItems(payment_id);
    expect(before).toMatchObject({
      currency: "USD",
      items: [
        {
          items_id: "pdt_topup",
          amount: 5500,
          tax: 500,
          refundable_amount: 5500,
          name: "Balance topup",
        },
        { items_id: "pdt_book", amount: 1100, tax: 100 },
      ],
    });
    expect(
      await sdk.refunds.create({
        payment_id,
        items: [
          { item_id: "pdt_topup", amount: 1000, tax_inclusive: false },
          { item_id: "pdt_book" },
        ],
      }),
    ).toMatchObject({ amount: 2200, is_partial: true });
    expect(
      (await sdk.payments.retrieveLineItems(payment_id)).items.map(
        (item) => item.refundable_amount,
      ),
    ).toEqual([4400, 0]);
    const refused = (items: { item_id: string; amount?: number }[]): Promise<unknown> =>
      sdk.refunds.create({ payment_id, items }).then(
        () => "refunded",
        (error) => error.error.code,
      );
    expect(await refused([{ item_id: "pdt_book" }])).toBe("LINE_ITEM_FULLY_REFUNDED");
    expect(await refused([{ item_id: "pdt_topup", amount: 4401 }])).toBe(
      "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH",
    );
    expect(await refused([{ item_id: "pdt_topup", amount: 0 }])).toBe(
      "LINE_ITEM_REFUND_AMOUNT_TOO_LOW",
    );
    expect(await refused([{ item_id: "pdt_other" }])).toBe("LINE_ITEM_NOT_FOUND");
    expect(await refused([{ item_id: "pdt_topup" }, { item_id: "pdt_topup" }])).toBe(
      "DUPLICATE_LINE_ITEMS_IN_REQUEST",
    );
  });

  test("refund_answer pending: it waits for finishRefund, and another has to wait for it", async () => {
    const { dodo, sdk } = createBench({ refund_answer: "pending" });
    const { payment_id } = await dodo.pay(await openSession(sdk), { silent: true });
    const { refund_id, status } = await sdk.refunds.create({ payment_id });
    expect([status, dodo.deliveries.length]).toEqual(["pending", 0]);
    await expect(sdk.refunds.create({ payment_id })).rejects.toMatchObject({
      status: 409,
      error: { code: "EXISTING_REFUND_REQUEST_PROCESSING" },
    });
    await dodo.finishRefund(refund_id, "succeeded");
    expect(await sdk.payments.retrieve(payment_id)).toMatchObject({
      refund_status: "full",
      refunds: [{ status: "succeeded" }],
    });
    expect(dodo.deliveries.map((delivery) => delivery.type)).toEqual(["refund.succeeded"]);
    await expect(dodo.finishRefund(refund_id, "failed")).rejects.toMatchObject({
      code: "REFUND_ALREADY_FINISHED",
    });
  });

  test("what was not paid cannot be refunded", async () => {
    const { dodo, sdk } = createBench();
    const { payment_id } = await dodo.pay(await openSession(sdk), { result: "processing" });
    await expect(sdk.refunds.create({ payment_id })).rejects.toMatchObject({
      error: { code: "PAYMENT_NOT_SUCCEEDED" },
    });
    await expect(sdk.refunds.create({ payment_id: "pay_unknown" })).rejects.toMatchObject({
      status: 404,
    });
    const free = await dodo.pay(await openSession(sdk), { discount: 5000 });
    await expect(sdk.refunds.create({ payment_id: free.payment_id })).rejects.toMatchObject({
      error: { code: "ZERO_AMOUNT_PAYMENT_REFUND_NOT_ALLOWED" },
    });
  });
});

describe("line_item_amount", () => {
  test.each([
    ["gross", 5500],
    ["net", 5000],
  ] as const)("%s: the amount of an item is %d", async (line_item_amount, amount) => {
    const { dodo, sdk } = createBench({ tax_bps: 1000, line_item_amount });
    const { payment_id } = await dodo.pay(await openSession(sdk));
    expect((await sdk.payments.retrieveLineItems(payment_id)).items).toMatchObject([
      { amount, tax: 500, refundable_amount: 5500 },
    ]);
  });
});

test("disputes can be read and listed, with what RDR did", async () => {
  const { dodo, sdk } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk));
  const { dispute_id } = await dodo.dispute(payment_id, { type: "dispute.lost", rdr: true });
  expect(await sdk.disputes.retrieve(dispute_id)).toMatchObject({
    dispute_id,
    payment_id,
    amount: "5000",
    is_resolved_by_rdr: true,
    payment_provider: "dodo",
    customer: { email: "buyer@example.com" },
  });
  expect(
    (await sdk.disputes.list({ dispute_status: "dispute_lost", page_number: 0 })).items,
  ).toMatchObject([{ dispute_id }]);
  expect((await sdk.disputes.list({ dispute_stage: "dispute", page_number: 0 })).items).toEqual([]);
});
