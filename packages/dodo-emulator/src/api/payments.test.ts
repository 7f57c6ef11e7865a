import { NotFoundError } from "dodopayments";
import { expect, test } from "vitest";
import { apiRequest, createReferenceBench as createBench, openSession } from "../../test/bench.ts";

test("a payment is read with every field, the metadata of its session and a cart without amounts", async () => {
  const { dodo, sdk } = createBench({ tax_bps: 826 });
  const session_id = await openSession(sdk, 5000, {
    customer: { email: "ada@example.com", name: "Ada" },
    billing_address: { country: "DE" },
  });
  const { payment_id } = await dodo.pay(session_id);
  const payment = await sdk.payments.retrieve(payment_id);
  expect(payment).toEqual({
    payment_id: expect.stringMatching(/^pay_[A-Za-z0-9]{21}$/),
    business_id: "bus_emulator",
    brand_id: "bus_emulator",
    status: "succeeded",
    total_amount: 5413,
    currency: "USD",
    tax: 413,
    settlement_amount: 5413,
    settlement_currency: "USD",
    settlement_tax: 413,
    created_at: "2026-11-23T08:00:00.000000Z",
    updated_at: null,
    checkout_session_id: session_id,
    product_cart: [{ product_id: "pdt_topup", quantity: 1 }],
    metadata: { topup_id: "tu_1" },
    customer: {
      customer_id: expect.stringMatching(/^cus_/),
      email: "ada@example.com",
      name: "Ada",
      phone_number: null,
      metadata: {},
    },
    billing: { country: "DE", state: null, city: null, street: null, zipcode: "10001" },
    payment_method: "card",
    payment_method_type: "credit",
    payment_method_id: null,
    payment_provider: "dodo",
    card_last_four: "4242",
    card_network: "VISA",
    card_type: "CREDIT",
    card_holder_name: "Ada",
    card_issuing_country: "US",
    payment_link: `${dodo.url}/${session_id.slice(-8)}`,
    invoice_id: expect.stringMatching(/^inv_0N\w{19}$/),
    invoice_url: `${dodo.url}/invoices/payments/${payment_id}`,
    discount_id: null,
    discounts: null,
    refund_status: null,
    refunds: [],
    disputes: [],
    error_code: null,
    error_message: null,
    subscription_id: null,
    subscription_ids: [],
    is_multi_subscription: false,
    is_update_payment_method: false,
    retry_attempt: 0,
    digital_products_delivered: false,
    custom_field_responses: null,
  });
});

test("an unknown payment is a NotFoundError of the SDK", async () => {
  const { sdk } = createBench();
  await expect(sdk.payments.retrieve("pay_unknown")).rejects.toBeInstanceOf(NotFoundError);
});

test("a list item has no tax, settlement, session or cart", async () => {
  const { dodo, sdk } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk));
  await dodo.refund(payment_id, { amount: 1 });
  await dodo.dispute(payment_id);
  const [item] = (await sdk.payments.list()).items;
  expect(item).toMatchObject({
    payment_id,
    total_amount: 5000,
    metadata: { topup_id: "tu_1" },
    refund_status: "partial",
    dispute_status: "dispute_opened",
  });
  for (const field of [
    "tax",
    "settlement_amount",
    "settlement_tax",
    "settlement_currency",
    "checkout_session_id",
    "product_cart",
    "refunds",
    "disputes",
  ]) {
    expect(item).not.toHaveProperty(field);
  }
});

test("lists are newest first, ten to a page, with page numbers from 0", async () => {
  const { clock, dodo, sdk } = createBench();
  const ids: string[] = [];
  for (let i = 0; i < 12; i += 1) {
    clock.advance(1000);
    ids.unshift((await dodo.pay(await openSession(sdk))).payment_id);
  }
  const page = async (query: Parameters<typeof sdk.payments.list>[0]): Promise<string[]> =>
    (await sdk.payments.list(query)).items.map((item) => item.payment_id);
  expect(await page({})).toEqual(ids.slice(0, 10));
  expect(await page({ page_number: 1 })).toEqual(ids.slice(10));
  expect(await page({ page_number: 2, page_size: 5 })).toEqual(ids.slice(10));
  expect(await page({ page_size: 100 })).toEqual(ids);
  const walked: string[] = [];
  for await (const item of sdk.payments.list({ page_number: 0, page_size: 5 }))
    walked.push(item.payment_id);
  expect(walked).toEqual(ids);
});

test("lists are filtered by time, status, product, customer and currency", async () => {
  const { clock, dodo, sdk } = createBench();
  const early = await dodo.pay(await openSession(sdk), { result: "failed" });
  clock.advance(60_000);
  const late = await dodo.pay(
    await openSession(sdk, 5000, { customer: { email: "ada@example.com", name: "Ada" } }),
    { currency: "EUR" },
  );
  const found = async (query: Parameters<typeof sdk.payments.list>[0]): Promise<string[]> =>
    (await sdk.payments.list(query)).items.map((item) => item.payment_id);
  expect(await found({ created_at_gte: late.created_at })).toEqual([late.payment_id]);
  expect(await found({ created_at_lte: early.created_at })).toEqual([early.payment_id]);
  expect(await found({ status: "failed" })).toEqual([early.payment_id]);
  expect(await found({ currency: "EUR" })).toEqual([late.payment_id]);
  expect(await found({ customer_id: late.customer.customer_id })).toEqual([late.payment_id]);
  expect(await found({ product_id: "pdt_topup" })).toHaveLength(2);
  expect(await found({ product_id: "pdt_other" })).toEqual([]);
});

test.each(["page_size=101", "page_size=x", "page_number=-1", "created_at_gte=yesterday"])(
  "a list with %s is a 422",
  async (query) => {
    const { dodo } = createBench();
    const response = await dodo.fetch(apiRequest(dodo, `/payments?${query}`));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "INVALID_REQUEST_PARAMETERS" });
  },
);
