import { AuthenticationError, NotFoundError, UnprocessableEntityError } from "dodopayments";
import { describe, expect, test } from "vitest";
import { apiRequest, createBench, openSession, sdkFor, start, topup } from "../../test/bench.ts";

const hour = 60 * 60 * 1000;

/** What a body sent by hand is answered. */
async function refusal(body: unknown): Promise<{ status: number; code: unknown }> {
  const { dodo } = createBench();
  const response = await dodo.fetch(
    apiRequest(dodo, "/checkouts", {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
  const answer: unknown = await response.json();
  expect(answer).toEqual({ code: expect.any(String), message: expect.any(String) });
  return { status: response.status, code: Object(answer)["code"] };
}

describe("creating a checkout", () => {
  test("answers a session id of 25 characters and a page under the emulator's own address", async () => {
    const { dodo, sdk } = createBench();
    const session = await sdk.checkoutSessions.create(topup());
    expect(session.session_id).toMatch(/^cks_[A-Za-z0-9]{21}$/);
    expect(session).toEqual({
      session_id: session.session_id,
      checkout_url: `${dodo.url}/session/${session.session_id}`,
      client_secret: null,
      payment_id: null,
      publishable_key: null,
    });
  });

  test("without the right key is an AuthenticationError of the SDK", async () => {
    const { dodo } = createBench();
    await expect(sdkFor(dodo, "another").checkoutSessions.create(topup())).rejects.toBeInstanceOf(
      AuthenticationError,
    );
    await expect(sdkFor(dodo, "another").checkoutSessions.create(topup())).rejects.toMatchObject({
      error: { code: "UNAUTHORIZED" },
    });
  });

  test("of an unknown product is a NotFoundError of the SDK", async () => {
    const { sdk } = createBench();
    await expect(
      openSession(sdk, 500, { product_cart: [{ product_id: "pdt_live", quantity: 1 }] }),
    ).rejects.toBeInstanceOf(NotFoundError);
  });

  test("below the product's minimum is an UnprocessableEntityError with Dodo's code", async () => {
    const { sdk } = createBench();
    await expect(openSession(sdk, 99)).rejects.toBeInstanceOf(UnprocessableEntityError);
    await expect(openSession(sdk, 99)).rejects.toMatchObject({
      error: { code: "REQUEST_AMOUNT_BELOW_MINIMUM" },
    });
    await expect(openSession(sdk, 100)).resolves.toMatch(/^cks_/);
  });

  test("below half a dollar is refused, but for nothing is fine", async () => {
    const { dodo, sdk } = createBench({
      products: [{ product_id: "pdt_topup", price: 0, pay_what_you_want: true }],
    });
    await expect(openSession(sdk, 49)).rejects.toMatchObject({
      error: { code: "TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT" },
    });
    await expect(openSession(sdk, 50)).resolves.toMatch(/^cks_/);
    const free = await dodo.pay(await openSession(sdk, 0));
    expect(free).toMatchObject({ status: "succeeded", total_amount: 0 });
  });

  test("of a fixed-price product silently ignores the amount", async () => {
    const { dodo, sdk } = createBench({ products: [{ product_id: "pdt_topup", price: 700 }] });
    expect(await dodo.pay(await openSession(sdk, 5000))).toMatchObject({ total_amount: 700 });
  });

  test("with a body that is no JSON is a 400 in the same form", async () => {
    expect(await refusal("{")).toEqual({ status: 400, code: "INVALID_REQUEST_BODY" });
  });

  test.each([
    ["a list as the body", []],
    ["null as the body", null],
    ["no cart", {}],
    ["a cart that is no list", { product_cart: "x" }],
    [
      "more than 20 lines",
      {
        product_cart: Array.from({ length: 21 }, () => ({ product_id: "pdt_topup", quantity: 1 })),
      },
    ],
    ["a line that is no object", { product_cart: [7] }],
    ["a line without a product", { product_cart: [{ quantity: 1 }] }],
    ["a quantity of 0", { product_cart: [{ product_id: "pdt_topup", quantity: 0 }] }],
    [
      "an amount that is a float",
      { product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 12.5 }] },
    ],
    [
      "an amount beyond 32 bits",
      { product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 2 ** 31 }] },
    ],
    [
      "an amount that is text",
      { product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: "500" }] },
    ],
    ["metadata that is text", topup(500, { metadata: Object("x") })],
    ["a nested metadata value", { ...topup(), metadata: { a: {} } }],
    ["a metadata value of 501 characters", topup(500, { metadata: { a: "x".repeat(501) } })],
    ["a metadata key of 41 characters", topup(500, { metadata: { ["k".repeat(41)]: "x" } })],
    ["a metadata key with a space", topup(500, { metadata: { "a b": "x" } })],
    ["a return_url without an origin", topup(500, { return_url: "/back" })],
    ["a cancel_url that would run in the page", topup(500, { cancel_url: "javascript:alert(1)" })],
    ["an unknown country", { ...topup(), billing_address: { country: "Germany" } }],
    ["a customer without an e-mail", { ...topup(), customer: {} }],
    ["a flag that is text", { ...topup(), feature_flags: { allow_discount_code: "no" } }],
  ])("with %s is a 422", async (_, body) => {
    expect(await refusal(body)).toEqual({ status: 422, code: "INVALID_REQUEST_BODY" });
  });

  test("with metadata at its limits is fine, with one pair more it is not", async () => {
    const pairs = (count: number): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`${"k".repeat(37)}${100 + i}`, "v".repeat(500)]),
      );
    const { sdk } = createBench();
    await expect(openSession(sdk, 500, { metadata: pairs(50) })).resolves.toMatch(/^cks_/);
    await expect(openSession(sdk, 500, { metadata: pairs(51) })).rejects.toMatchObject({
      error: { code: "MAXIMUM_KEYS_REACHED" },
    });
  });

  test("answers Dodo's own codes for an empty cart, a currency without a rate and what is not emulated", async () => {
    expect(await refusal({ product_cart: [] })).toEqual({
      status: 422,
      code: "PRODUCT_CART_EMTPY",
    });
    expect(await refusal({ ...topup(), billing_currency: "XXX" })).toEqual({
      status: 422,
      code: "UNSUPPORTED_CURRENCY",
    });
    expect(await refusal({ ...topup(), confirm: true })).toEqual({
      status: 422,
      code: "NOT_EMULATED",
    });
  });
});

describe("reading a checkout", () => {
  test("has neither metadata nor amount nor URL, and no payment while the buyer has not paid", async () => {
    const { sdk } = createBench();
    const session_id = await openSession(sdk, 5000, {
      customer: { email: "ada@example.com", name: "Ada" },
    });
    expect(await sdk.checkoutSessions.retrieve(session_id)).toEqual({
      id: session_id,
      created_at: "2026-11-23T08:00:00.000000Z",
      customer_email: "ada@example.com",
      customer_name: "Ada",
      payment_id: null,
      payment_status: null,
    });
  });

  test("shows the newest payment and its present status", async () => {
    const { dodo, sdk } = createBench();
    const session_id = await openSession(sdk);
    const { payment_id } = await dodo.pay(session_id, { result: "processing" });
    expect(await sdk.checkoutSessions.retrieve(session_id)).toMatchObject({
      payment_id,
      payment_status: "processing",
    });
    await dodo.finish(payment_id, "succeeded");
    expect(await sdk.checkoutSessions.retrieve(session_id)).toMatchObject({
      payment_id,
      payment_status: "succeeded",
    });
  });

  test("keeps working after the session has expired", async () => {
    const { clock, sdk } = createBench();
    const session_id = await openSession(sdk);
    clock.set(start + 25 * hour);
    expect(await sdk.checkoutSessions.retrieve(session_id)).toMatchObject({ id: session_id });
  });

  test("of an unknown id is a NotFoundError of the SDK", async () => {
    const { sdk } = createBench();
    await expect(sdk.checkoutSessions.retrieve("cks_unknown")).rejects.toBeInstanceOf(
      NotFoundError,
    );
    await expect(sdk.checkoutSessions.retrieve("cks_unknown")).rejects.toMatchObject({
      error: { code: "NOT_FOUND" },
    });
  });
});

test("an unknown route is 404 and an undecodable id is 400, both in Dodo's form", async () => {
  const { dodo } = createBench();
  for (const [path, status] of [
    ["/nothing", 404],
    ["/payments/%E0%A4%A", 400],
  ] as const) {
    const response = await dodo.fetch(apiRequest(dodo, path));
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      code: expect.any(String),
      message: expect.any(String),
    });
  }
});
