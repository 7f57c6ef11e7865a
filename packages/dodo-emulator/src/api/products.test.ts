import { NotFoundError } from "dodopayments";
import { describe, expect, test } from "vitest";
import { createBench } from "../../test/bench.ts";

test("the default product is one-time, in USD, pay what you want, from one dollar", async () => {
  const { sdk } = createBench();
  expect(await sdk.products.retrieve("pdt_topup")).toMatchObject({
    product_id: "pdt_topup",
    business_id: "bus_emulator",
    is_recurring: false,
    license_key_enabled: false,
    entitlements: [],
    pricing_mode: null,
    price: {
      type: "one_time_price",
      currency: "USD",
      price: 100,
      pay_what_you_want: true,
      tax_inclusive: false,
      discount: 0,
      discount_bps: 0,
    },
  });
});

test("a product with a price of its own is a fixed price unless pay_what_you_want is set", async () => {
  const { dodo, sdk } = createBench();
  dodo.putProduct({ product_id: "pdt_pack", price: 900, name: "Pack" });
  expect(await sdk.products.retrieve("pdt_pack")).toMatchObject({
    name: "Pack",
    price: { price: 900, pay_what_you_want: false },
  });
});

test("a product that is created without pay_what_you_want has a fixed price", async () => {
  const { sdk } = createBench();
  const product = await sdk.products.create({
    name: "Pack",
    tax_category: "saas",
    price: {
      type: "one_time_price",
      currency: "USD",
      price: 900,
      discount: 0,
      purchasing_power_parity: false,
    },
  });
  expect(product.price).toMatchObject({ price: 900, pay_what_you_want: false });
});

test("putProduct replaces a product and lays unknown fields over it", async () => {
  const { dodo, sdk } = createBench();
  dodo.putProduct({
    product_id: "pdt_topup",
    recurring: true,
    pricing_mode: "localized",
    license_key_enabled: true,
  });
  const product = await sdk.products.retrieve("pdt_topup");
  expect(product).toMatchObject({
    is_recurring: true,
    pricing_mode: "localized",
    license_key_enabled: true,
    price: { type: "recurring_price" },
  });
});

test("a product in a currency without a rate is refused where it is made", () => {
  const { dodo } = createBench();
  expect(() => dodo.putProduct({ product_id: "pdt_x", currency: "XXX" })).toThrow(/XXX/);
});

test.each([-1, 0.5, 10_001])("a discount of %s basis points is refused where it is made", (bps) => {
  const { dodo } = createBench();
  expect(() => dodo.putProduct({ product_id: "pdt_x", discount_bps: bps })).toThrow(/10000/);
});

test("an unknown product is a NotFoundError of the SDK", async () => {
  const { sdk } = createBench();
  await expect(sdk.products.retrieve("pdt_unknown")).rejects.toBeInstanceOf(NotFoundError);
});

describe("POST /products", () => {
  test("creates a product that can be sold, and GET /products lists it", async () => {
    const { dodo, sdk } = createBench({ products: [] });
    const created = await sdk.products.create({
      name: "Credits",
      tax_category: "saas",
      price: {
        type: "one_time_price",
        currency: "USD",
        price: 500,
        discount: 0,
        purchasing_power_parity: false,
        pay_what_you_want: true,
      },
    });
    expect(created).toMatchObject({
      product_id: expect.stringMatching(/^pdt_0N\w{19}$/),
      name: "Credits",
      is_recurring: false,
      price: { price: 500, pay_what_you_want: true, tax_inclusive: false },
    });
    const { product_id } = created;
    expect((await sdk.products.list()).items).toMatchObject([{ product_id, price: 500 }]);
    expect((await sdk.products.list({ archived: true })).items).toEqual([]);
    expect((await sdk.products.list({ recurring: true })).items).toEqual([]);
    const session = await sdk.checkoutSessions.create({
      product_cart: [{ product_id, quantity: 1, amount: 700 }],
    });
    expect((await dodo.pay(session.session_id)).total_amount).toBe(700);
  });

  test.each([
    [{ name: "x", tax_category: "saas" }, "INVALID_REQUEST_BODY"],
    [{ tax_category: "saas", price: {} }, "INVALID_REQUEST_BODY"],
    [{ name: "x", tax_category: "saas", price: { type: "usage_based_price" } }, "NOT_EMULATED"],
    [
      { name: "x", tax_category: "saas", price: { type: "one_time_price", currency: "XYZ" } },
      "UNSUPPORTED_CURRENCY",
    ],
    [
      {
        name: "x",
        tax_category: "food",
        price: { type: "one_time_price", currency: "USD", price: 1 },
      },
      "INVALID_REQUEST_BODY",
    ],
    [
      {
        name: "x",
        tax_category: "saas",
        price: { type: "one_time_price", currency: "USD", price: 1, discount_bps: 10_001 },
      },
      "INVALID_REQUEST_BODY",
    ],
  ])("refuses %j with %s", async (body, code) => {
    const { sdk } = createBench();
    await expect(sdk.products.create(body as never)).rejects.toMatchObject({ error: { code } });
  });
});
