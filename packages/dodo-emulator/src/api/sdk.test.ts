import { describe, expect, test } from "vitest";
import { dodo_error_codes } from "../error-codes.ts";
import {
  apiRequest,
  createReferenceBench as createBench,
  openSession,
  sdkFor,
  start,
  topup,
} from "../../test/bench.ts";

describe("checkoutSessions.preview", () => {
  test("returns what a checkout costs, line by line, and creates nothing", async () => {
    const { dodo, sdk } = createBench({
      tax_bps: 1000,
      discounts: [{ code: "TENTH", amount: 1000 }],
      products: [{ product_id: "pdt_topup" }, { product_id: "pdt_book", price: 1500 }],
    });
    const preview = await sdk.checkoutSessions.preview({
      product_cart: [...topup().product_cart, { product_id: "pdt_book", quantity: 2 }],
      discount_codes: ["TENTH"],
    });
    expect(preview).toMatchObject({
      currency: "USD",
      is_byop: false,
      total_price: 7920,
      total_tax: 720,
      current_breakup: { subtotal: 8000, discount: 800, tax: 720, total_amount: 7920 },
    });
    expect(preview.product_cart).toMatchObject([
      { product_id: "pdt_topup", og_price: 5000, discounted_price: 4500, tax: 450, quantity: 1 },
      { product_id: "pdt_book", og_price: 3000, discounted_price: 2700, tax: 270, quantity: 2 },
    ]);
    expect((await sdk.payments.list()).items).toEqual([]);
    expect(dodo.requests.map((request) => request.path)).toEqual([
      "/checkouts/preview",
      "/payments",
    ]);
  });

  test("returns what is then paid, in another currency too", async () => {
    const { dodo, sdk } = createBench({
      tax_bps: 1800,
      discounts: [{ code: "FIVE", type: "flat", amount: 500 }],
    });
    const body = topup(2900, { billing_currency: "INR", discount_codes: ["FIVE"] });
    const { total_price, current_breakup } = await sdk.checkoutSessions.preview(body);
    const { session_id } = await sdk.checkoutSessions.create(body);
    expect(await dodo.pay(session_id)).toMatchObject({
      currency: "INR",
      total_amount: total_price,
      tax: current_breakup.tax,
    });
    expect(current_breakup.subtotal - current_breakup.discount + (current_breakup.tax ?? 0)).toBe(
      total_price,
    );
  });
});

describe("rate limits", () => {
  test("every answer counts against the limits of a new account and nothing is turned away", async () => {
    const { dodo } = createBench();
    const response = await dodo.fetch(apiRequest(dodo, "/payments"));
    expect(
      ["limit", "remaining", "reset"].map((name) => response.headers.get(`x-ratelimit-${name}`)),
    ).toEqual(["40", "39", String(start / 1000 + 1)]);
    for (let i = 0; i < 50; i += 1)
      expect((await dodo.fetch(apiRequest(dodo, "/payments"))).status).toBe(200);
  });

  test("with the fault, one request too many is a 429 until the next second", async () => {
    const { clock, dodo, sdk } = createBench();
    dodo.faults.api.rate_limit = { per_second: 2 };
    await openSession(sdk);
    await openSession(sdk);
    await expect(openSession(sdk)).rejects.toMatchObject({
      status: 429,
      error: { code: "TOO_MANY_REQUESTS" },
    });
    clock.advance(1000);
    await expect(openSession(sdk)).resolves.toMatch(/^cks_/);
  });
});

test("a key without write access reads and creates nothing", async () => {
  const { dodo } = createBench({ read_only_api_key: "dodo_test_reader" });
  const reader = sdkFor(dodo, "dodo_test_reader");
  await expect(reader.products.retrieve("pdt_topup")).resolves.toBeDefined();
  await expect(openSession(reader)).rejects.toMatchObject({ status: 403 });
});

test.each(dodo_error_codes.map((code) => [code]))(
  "any request can be made to fail with %s and its status",
  async (code) => {
    const { dodo } = createBench();
    dodo.faults.api.fail = { code, count: 1 };
    const response = await dodo.fetch(apiRequest(dodo, "/payments"));
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status === 500).toBe(code === "INTERNAL_SERVER_ERROR");
    expect(await response.json()).toMatchObject({ code });
  },
);

describe("a checkout is refused with", () => {
  const seeds = {
    products: [{ product_id: "pdt_topup" }, { product_id: "pdt_gone", price: 500, deleted: true }],
    discounts: [
      { code: "OLD", amount: 100, expires_at: "2026-01-01T00:00:00Z" },
      { code: "BOOK", amount: 100, restricted_to: ["pdt_gone"] },
      { code: "BIG", amount: 100, minimum_subtotal: 10_000 },
      { code: "ALMOST", amount: 9950 },
    ],
  };
  test.each([
    ["PRODUCT_IS_DELETED", 410, { product_cart: [{ product_id: "pdt_gone", quantity: 1 }] }],
    ["UNSUPPORTED_COUNTRY", 422, { ...topup(), billing_address: { country: "KP" } }],
    ["NO_ELIGIBLE_PAYMENT_METHODS", 422, { ...topup(), allowed_payment_method_types: ["klarna"] }],
    ["INVALID_DISCOUNT_CODE", 422, { ...topup(), discount_codes: ["NOPE"] }],
    ["DISCOUNT_CODE_EXPIRED", 422, { ...topup(), discount_codes: ["OLD"] }],
    ["DISCOUNT_NOT_AVAILABLE_FOR_PRODUCT", 422, { ...topup(), discount_code: "BOOK" }],
    ["DISCOUNT_MINIMUM_SUBTOTAL_NOT_MET", 422, { ...topup(), discount_codes: ["BIG"] }],
    ["INVALID_REQUEST_BODY", 422, { ...topup(), discount_code: "BIG", discount_codes: ["BIG"] }],
    ["TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT", 422, { ...topup(), discount_codes: ["ALMOST"] }],
  ])("%s", async (code, status, body) => {
    const { dodo } = createBench(seeds);
    const response = await dodo.fetch(
      apiRequest(dodo, "/checkouts", { method: "POST", body: JSON.stringify(body) }),
    );
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  test("nothing, when codes are stacked: each takes off what the ones before it left", async () => {
    const { dodo, sdk } = createBench({
      discounts: [
        { code: "HALF", amount: 5000 },
        { code: "FIVE", type: "flat", amount: 500 },
        { code: "TENTH", amount: 1000 },
      ],
    });
    expect(
      await dodo.pay(await openSession(sdk, 5000, { discount_codes: ["HALF", "FIVE"] }), {
        discount_codes: ["TENTH"],
      }),
    ).toMatchObject({
      total_amount: 1800,
      discounts: [{ position: 0 }, { position: 1 }, { code: "TENTH", position: 2 }],
    });
  });

  test("a code that is used up, counted when a payment succeeds", async () => {
    const { dodo, sdk } = createBench({
      discounts: [{ code: "ONCE", amount: 5000, usage_limit: 1 }],
    });
    const session_id = await openSession(sdk, 5000, { discount_codes: ["once"] });
    await dodo.pay(session_id, { result: "failed" });
    const { discounts } = await dodo.pay(session_id);
    expect(discounts).toMatchObject([{ code: "ONCE", type: "percentage", amount: 5000 }]);
    await expect(openSession(sdk, 5000, { discount_codes: ["ONCE"] })).rejects.toMatchObject({
      error: { code: "DISCOUNT_CODE_USAGE_LIMIT_EXCEEDED" },
    });
  });
});
