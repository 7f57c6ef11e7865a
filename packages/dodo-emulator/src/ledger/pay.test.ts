import { describe, expect, test } from "vitest";
import { createReferenceBench as createBench, openSession, start } from "../../test/bench.ts";

const day = 24 * 60 * 60 * 1000;

test.each(["failed", "processing", "cancelled"] as const)(
  "a payment that is %s shows the price without tax and null for what is not known",
  async (result) => {
    const { dodo, sdk } = createBench({ tax_bps: 1000 });
    const payment = await dodo.pay(await openSession(sdk), { result });
    expect(payment).toMatchObject({
      status: result,
      total_amount: 5000,
      tax: null,
      settlement_amount: 5000,
      settlement_tax: null,
      payment_method_type: null,
      invoice_id: null,
    });
    expect(payment.error_code).toBe(result === "failed" ? "PROCESSING_ERROR" : null);
  },
);

test("a processing payment that is finished gets its tax and an invoice", async () => {
  const { clock, dodo, sdk } = createBench({ tax_bps: 1000 });
  const { payment_id } = await dodo.pay(await openSession(sdk), { result: "processing" });
  clock.advance(4 * day);
  expect(await dodo.finish(payment_id, "succeeded")).toMatchObject({
    status: "succeeded",
    total_amount: 5500,
    tax: 500,
    invoice_id: expect.stringMatching(/^inv_0N/),
    updated_at: null,
  });
  await expect(dodo.finish(payment_id, "failed")).rejects.toMatchObject({
    code: "PAYMENT_ALREADY_FINISHED",
  });
  await expect(dodo.finish("pay_unknown", "failed")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a session can be paid until 24 hours are over", async () => {
  const { clock, dodo, sdk } = createBench();
  const session_id = await openSession(sdk);
  const other = await openSession(sdk);
  clock.set(start + day - 1);
  await dodo.pay(session_id);
  clock.set(start + day);
  await expect(dodo.pay(other)).rejects.toMatchObject({ code: "CHECKOUT_SESSION_EXPIRED" });
});

test("expireSession ends a session at once", async () => {
  const { dodo, sdk } = createBench();
  const session_id = await openSession(sdk);
  dodo.expireSession(session_id);
  await expect(dodo.pay(session_id)).rejects.toMatchObject({ code: "CHECKOUT_SESSION_EXPIRED" });
});

test("an unknown session cannot be paid", async () => {
  const { dodo } = createBench();
  await expect(dodo.pay("cks_unknown")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

describe("payments_per_session", () => {
  test.each(["succeeded", "processing"] as const)(
    "one: a session with a %s payment is consumed",
    async (result) => {
      const { dodo, sdk } = createBench();
      const session_id = await openSession(sdk);
      await dodo.pay(session_id, { result });
      await expect(dodo.pay(session_id)).rejects.toMatchObject({
        code: "CHECKOUT_SESSION_CONSUMED",
      });
      expect((await sdk.payments.list()).items).toHaveLength(1);
    },
  );

  test("many: it takes a second payment with an id of its own", async () => {
    const { dodo, sdk } = createBench({ payments_per_session: "many" });
    const session_id = await openSession(sdk);
    const first = await dodo.pay(session_id);
    const second = await dodo.pay(session_id);
    expect(second.payment_id).not.toBe(first.payment_id);
    expect(second.checkout_session_id).toBe(session_id);
    expect(await sdk.checkoutSessions.retrieve(session_id)).toMatchObject({
      payment_id: second.payment_id,
    });
    expect((await sdk.payments.list()).items).toHaveLength(2);
  });
});

describe("payment_id_after_decline", () => {
  test("new: another card is another payment in the same session", async () => {
    const { dodo, sdk } = createBench({ payment_id_after_decline: "new" });
    const session_id = await openSession(sdk);
    const declined = await dodo.pay(session_id, { result: "failed" });
    const paid = await dodo.pay(session_id);
    expect(paid.payment_id).not.toBe(declined.payment_id);
    expect(await sdk.payments.retrieve(declined.payment_id)).toMatchObject({ status: "failed" });
    expect(paid.checkout_session_id).toBe(session_id);
  });

  test("same: the payment itself goes from failed to succeeded", async () => {
    const { clock, dodo, sdk } = createBench({ payment_id_after_decline: "same" });
    const session_id = await openSession(sdk);
    const declined = await dodo.pay(session_id, { result: "failed" });
    clock.advance(1000);
    const paid = await dodo.pay(session_id);
    expect(paid).toMatchObject({
      payment_id: declined.payment_id,
      status: "succeeded",
      error_code: null,
      created_at: declined.created_at,
    });
    expect((await sdk.payments.list()).items).toHaveLength(1);
    expect(dodo.deliveries.map((delivery) => delivery.type)).toEqual([
      "payment.failed",
      "payment.succeeded",
    ]);
  });
});

test("overrides are laid over the payment, and a silent payment makes no event", async () => {
  const { dodo, sdk } = createBench();
  const payment = await dodo.pay(await openSession(sdk), {
    overrides: { status: "requires_capture", settlement_amount: "5000", tax: undefined },
    silent: true,
  });
  expect(payment).toMatchObject({ status: "requires_capture", settlement_amount: "5000" });
  expect(payment).not.toHaveProperty("tax");
  expect(await sdk.payments.retrieve(payment.payment_id)).not.toHaveProperty("tax");
  expect(dodo.deliveries).toEqual([]);
});

test("what pay returns does not change when the payment does", async () => {
  const { dodo, sdk } = createBench();
  const payment = await dodo.pay(await openSession(sdk), { result: "processing" });
  await dodo.finish(payment.payment_id, "succeeded");
  expect(payment.status).toBe("processing");
});

test("a subscription's payment names the subscription and has no cart", async () => {
  const { dodo, sdk } = createBench({
    products: [{ product_id: "pdt_topup", price: 900, recurring: true }],
  });
  const payment = await dodo.pay(await openSession(sdk));
  expect(payment).toMatchObject({
    product_cart: null,
    subscription_id: expect.stringMatching(/^sub_/),
  });
  expect(payment.subscription_ids).toEqual([payment.subscription_id]);
});

test("buyers with the same e-mail are the same customer", async () => {
  const { dodo, sdk } = createBench();
  const customer = { email: "ada@example.com", name: "Ada" };
  const first = await dodo.pay(await openSession(sdk, 5000, { customer }));
  const second = await dodo.pay(await openSession(sdk, 5000, { customer }));
  const third = await dodo.pay(
    await openSession(sdk, 5000, { customer: { customer_id: first.customer.customer_id } }),
  );
  const stranger = await dodo.pay(
    await openSession(sdk, 5000, { customer: { customer_id: "cus_stranger" } }),
  );
  expect(second.customer).toEqual(first.customer);
  expect(third.customer).toEqual(first.customer);
  expect(stranger.customer.customer_id).toBe("cus_stranger");
});
