import { expect, test } from "vitest";
import { createManualClock } from "./clock.ts";
import { createDodoEmulator } from "./emulator.ts";
import { createBench, openSession, sdkFor, start } from "../test/bench.ts";
import * as face from "./index.ts";

test("the package exports these names", () => {
  expect(Object.keys(face).sort()).toEqual([
    "ConnectionLost",
    "DodoError",
    "createDodoEmulator",
    "createManualClock",
    "dodo_error_codes",
    "dodo_failure_codes",
    "wouldItCreditTwice",
  ]);
});

test("env is what a payment server needs to find the emulator", () => {
  const dodo = createDodoEmulator({
    products: [{ product_id: "pdt_mine" }],
    api_key: "key",
    webhook_key: "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=",
  });
  expect(dodo.env).toEqual({
    DODO_PAYMENTS_API_KEY: "key",
    DODO_PRODUCT_ID: "pdt_mine",
    DODO_WEBHOOK_KEY: "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=",
    DODO_ENVIRONMENT: "test_mode",
    DODO_API_BASE_URL: "http://dodo.localhost",
  });
});

test("the business id is in products, payments and events", async () => {
  const { dodo, sdk, received } = createBench({ business_id: "bus_mine" });
  expect(await dodo.pay(await openSession(sdk))).toMatchObject({ business_id: "bus_mine" });
  expect(await sdk.products.retrieve("pdt_topup")).toMatchObject({ business_id: "bus_mine" });
  await dodo.deliver();
  expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({
    business_id: "bus_mine",
    data: { business_id: "bus_mine" },
  });
});

test("fetch and the other controls can be destructured", async () => {
  const { sdk, dodo } = createBench();
  const { pay, deliver } = dodo;
  await pay(await openSession(sdk));
  expect(await deliver()).toHaveLength(1);
});

test("patchPayment sets any field to anything and removes undefined ones, in the API and in events", async () => {
  const { dodo, sdk, received } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk));
  dodo.patchPayment(payment_id, {
    total_amount: "5000",
    tax: 1.5,
    settlement_currency: null,
    product_cart: undefined,
    brand_new: true,
  });
  const payment = await sdk.payments.retrieve(payment_id);
  expect(payment).toMatchObject({
    total_amount: "5000",
    tax: 1.5,
    settlement_currency: null,
    brand_new: true,
  });
  expect(payment).not.toHaveProperty("product_cart");
  await dodo.deliver();
  expect(JSON.parse(received[0]?.body ?? "").data).toEqual({ payload_type: "Payment", ...payment });
  expect(() => dodo.patchPayment("pay_unknown", {})).toThrow(/pay_unknown/);
});

test("a payment that putPayment() added is stored as it is, without its payload_type, and listed by its own time", async () => {
  const { dodo, sdk } = createBench();
  const { payment_id } = await dodo.pay(await openSession(sdk));
  const given = {
    payload_type: "Payment",
    payment_id: "pay_2IjeQm4hqU6RA4Z4kwDee",
    status: "failed",
    tax: null,
    created_at: "2020-01-01T00:00:00Z",
  };
  dodo.putPayment(given);
  given.status = "succeeded";
  expect(await sdk.payments.retrieve(given.payment_id)).toEqual({
    payment_id: given.payment_id,
    status: "failed",
    tax: null,
    created_at: given.created_at,
  });
  expect((await sdk.payments.list()).items.map((item) => item.payment_id)).toEqual([
    payment_id,
    given.payment_id,
  ]);
  await expect(dodo.finish(given.payment_id, "succeeded")).rejects.toMatchObject({
    code: "PAYMENT_ALREADY_FINISHED",
  });
});

test("a session that putSession() added can be read and not be paid", async () => {
  const { dodo, sdk } = createBench();
  dodo.putPayment({ payment_id: "pay_1", status: "processing" });
  dodo.putSession({ session_id: "cks_1", payment_id: "pay_1" });
  dodo.putSession({
    session_id: "cks_2",
    payment_id: "pay_1",
    payment_status: "succeeded",
    created_at: start - 1000,
    customer_email: "a@b.c",
  });
  expect(await sdk.checkoutSessions.retrieve("cks_1")).toMatchObject({
    payment_id: "pay_1",
    payment_status: "processing",
  });
  expect(await sdk.checkoutSessions.retrieve("cks_2")).toMatchObject({
    payment_status: "succeeded",
    created_at: "2026-11-23T07:59:59.000000Z",
    customer_email: "a@b.c",
  });
  dodo.putSession({ session_id: "cks_3" });
  await expect(dodo.pay("cks_3")).rejects.toMatchObject({ code: "CHECKOUT_SESSION_WITHOUT_CART" });
});

test("reset forgets everything but the products", async () => {
  const { dodo, sdk } = createBench();
  dodo.putProduct({ product_id: "pdt_other" });
  const session_id = await openSession(sdk);
  const { payment_id } = await dodo.pay(session_id);
  const { requests, deliveries } = dodo;
  dodo.faults.api.fail = { status: 500 };
  dodo.faults.webhooks.lose = 5;
  dodo.reset();
  expect([requests, deliveries, dodo.requests, dodo.deliveries]).toEqual([[], [], [], []]);
  await expect(sdk.payments.retrieve(payment_id)).rejects.toMatchObject({ status: 404 });
  await expect(sdk.checkoutSessions.retrieve(session_id)).rejects.toMatchObject({ status: 404 });
  await expect(sdk.products.retrieve("pdt_other")).resolves.toBeDefined();
  await dodo.pay(await openSession(sdk));
  expect(await dodo.deliver()).toHaveLength(1);
});

test("reset aborts a request that hangs, and later ones can hang again", async () => {
  const { dodo, sdk } = createBench();
  for (let i = 0; i < 2; i += 1) {
    dodo.faults.api.hang = 1;
    const hanging = openSession(sdk).catch(() => "broken");
    expect(
      await Promise.race([
        hanging,
        new Promise((resolve) => setTimeout(resolve, 20, "still hanging")),
      ]),
    ).toBe("still hanging");
    dodo.reset();
    expect(await hanging).toBe("broken");
  }
});

test("wrong options are refused at once", () => {
  expect(() => createDodoEmulator({ tax_bps: 8.5 })).toThrow(/tax_bps/);
  expect(() => createDodoEmulator({ products: [{ product_id: "p", currency: "XXX" }] })).toThrow(
    /XXX/,
  );
});

test("a manual clock stands still until it is moved", () => {
  const clock = createManualClock(new Date(5));
  expect(clock.now()).toBe(5);
  clock.advance(10);
  expect(clock.now()).toBe(15);
  clock.set(3);
  expect(clock.now()).toBe(3);
});

test("an emulator on a manual clock of its own is moved through it, and in auto what became due is sent", async () => {
  const statuses = [500, 200];
  await using dodo = createDodoEmulator({
    clock: "manual",
    webhook_url: "http://shop.test/",
    fetch: async () => new Response(null, { status: statuses.shift() ?? 500 }),
  });
  await dodo.pay(await openSession(sdkFor(dodo)));
  await expect.poll(() => dodo.deliveries[0]?.attempts.length).toBe(1);
  dodo.clock.advance(5000);
  await expect.poll(() => dodo.deliveries[0]?.state).toBe("delivered");
  const before = dodo.clock.now();
  dodo.clock.set(before + 7);
  expect(dodo.clock.now()).toBe(before + 7);
  expect(() => createDodoEmulator().clock.advance(1)).toThrow(/clock: "manual"/);
});

test("the emulator refuses live mode", async () => {
  expect(() => createDodoEmulator(JSON.parse('{"environment":"live_mode"}'))).toThrow(
    /test_mode only/,
  );
  for (const options of [{ api_key: "dodo_live_abc" }, { read_only_api_key: "dodo_live_abc" }])
    expect(() => createDodoEmulator(options)).toThrow(/live key/);
  const { dodo } = createBench();
  await expect(sdkFor(dodo, "dodo_live_abc").payments.list()).rejects.toMatchObject({
    status: 401,
    error: { message: expect.stringContaining("live key") },
  });
  for (const hostname of ["0.0.0.0", "::", "shop.example", "127.0.0.1.evil.example"])
    await expect(dodo.listen({ hostname })).rejects.toThrow(/allow_public/);
  const { close } = await dodo.listen({ hostname: "0.0.0.0", allow_public: true });
  await close();
});

test("two emulators share nothing", async () => {
  const one = createBench();
  const other = createDodoEmulator();
  const { payment_id } = await one.dodo.pay(await openSession(one.sdk));
  await expect(sdkFor(other).payments.retrieve(payment_id)).rejects.toMatchObject({ status: 404 });
});
