import { describe, expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { createBench, openSession } from "../../test/bench.ts";
import type { ProductSeed } from "./product.ts";

/** The product that the API returns for a seed. */
async function productOf(seed: Partial<ProductSeed> & Record<string, unknown>): Promise<unknown> {
  const { dodo, sdk } = createBench();
  dodo.putProduct({ product_id: "pdt_x", ...seed });
  return await sdk.products.retrieve("pdt_x");
}

test("a product has every field of the API reference", async () => {
  expect(await productOf({})).toEqual({
    product_id: "pdt_x",
    business_id: "bus_emulator",
    brand_id: "bus_emulator",
    name: "Balance topup",
    description: null,
    image: null,
    is_recurring: false,
    tax_category: "saas",
    created_at: "2026-11-23T08:00:00.000000Z",
    updated_at: "2026-11-23T08:00:00.000000Z",
    addons: null,
    credit_entitlements: [],
    digital_product_delivery: null,
    entitlements: [],
    license_key_activation_message: null,
    license_key_activations_limit: null,
    license_key_duration: null,
    license_key_enabled: false,
    metadata: {},
    pricing_mode: null,
    product_collection_id: null,
    price: {
      type: "one_time_price",
      currency: "USD",
      price: 100,
      discount: 0,
      discount_bps: 0,
      purchasing_power_parity: false,
      tax_inclusive: false,
      pay_what_you_want: true,
      suggested_price: null,
    },
  });
});

describe("of a seed", () => {
  test.each([
    [{ name: "Pack" }, { name: "Pack" }],
    [{ currency: "EUR" }, { price: { currency: "EUR" } }],
    [{ price: 900 }, { price: { price: 900, pay_what_you_want: false } }],
    [{ price: 900, pay_what_you_want: true }, { price: { price: 900, pay_what_you_want: true } }],
    [{ pay_what_you_want: false }, { price: { price: 100, pay_what_you_want: false } }],
    [{ suggested_price: 2500 }, { price: { suggested_price: 2500 } }],
    [{ tax_inclusive: true }, { price: { tax_inclusive: true } }],
    [{ discount_bps: 500 }, { price: { discount_bps: 500 } }],
    [{ deleted: true }, { product_id: "pdt_x" }],
    [{ tax_category: "e_book" }, { tax_category: "e_book" }],
    [{ metadata: { plan: "a" } }, { metadata: { plan: "a" } }],
    [
      { description: "Text", image: "https://shop.test/x.png" },
      { description: "Text", image: "https://shop.test/x.png" },
    ],
    [
      { brand_id: "brd_1", business_id: "bus_other" },
      { brand_id: "brd_1", business_id: "bus_other" },
    ],
    [{ brand_new: { a: 1 } }, { brand_new: { a: 1 } }],
  ])("%j the API returns %j", async (seed, expected) => {
    expect(await productOf(seed)).toMatchObject(expected);
  });

  test("the archived state is no field of the product", async () => {
    expect(await productOf({ deleted: true })).not.toHaveProperty("deleted");
  });

  test("a subscription has a price that recurs monthly", async () => {
    expect(await productOf({ recurring: true, price: 900 })).toMatchObject({
      is_recurring: true,
      price: {
        type: "recurring_price",
        price: 900,
        payment_frequency_count: 1,
        payment_frequency_interval: "Month",
        subscription_period_count: 10,
        subscription_period_interval: "Year",
        trial_period_days: 0,
      },
    });
    expect(await productOf({ recurring: true })).not.toHaveProperty("price.pay_what_you_want");
  });
});

describe("a subscription", () => {
  test("ignores the amount of a checkout", async () => {
    const { dodo, sdk } = createBench({
      products: [{ product_id: "pdt_topup", price: 900, recurring: true }],
    });
    expect(await dodo.pay(await openSession(sdk, 5000))).toMatchObject({ total_amount: 900 });
  });

  test("makes a payment without a cart, whose items and list filter find nothing", async () => {
    const { dodo, sdk } = createBench({
      products: [{ product_id: "pdt_topup", price: 900, recurring: true }],
    });
    const { payment_id, subscription_id = null } = await dodo.pay(await openSession(sdk));
    expect((await sdk.payments.retrieveLineItems(payment_id)).items).toEqual([]);
    expect((await sdk.payments.list({ product_id: "pdt_topup" })).items).toEqual([]);
    expect(
      (await sdk.payments.list({ subscription_id: subscription_id ?? "" })).items,
    ).toMatchObject([{ payment_id, subscription_id }]);
  });

  test("is previewed as one", async () => {
    const { sdk } = createBench({
      products: [{ product_id: "pdt_sub", price: 900, recurring: true }],
    });
    const { product_cart } = await sdk.checkoutSessions.preview({
      product_cart: [{ product_id: "pdt_sub", quantity: 1 }],
    });
    expect(product_cart).toMatchObject([
      { is_subscription: true, is_usage_based: false, og_price: 900 },
    ]);
  });
});

describe("an archived product", () => {
  test("is a 410 without a message in a checkout and in a preview, and can be read", async () => {
    const { dodo, sdk } = createBench();
    dodo.putProduct({ product_id: "pdt_topup", deleted: true });
    const gone = { status: 410, error: { code: "PRODUCT_IS_DELETED" } };
    await expect(openSession(sdk)).rejects.toMatchObject(gone);
    await expect(
      sdk.checkoutSessions.preview({ product_cart: [{ product_id: "pdt_topup", quantity: 1 }] }),
    ).rejects.toMatchObject(gone);
    await openSession(sdk).catch(({ error }) =>
      expect(error).toEqual({ code: "PRODUCT_IS_DELETED" }),
    );
    await expect(sdk.products.retrieve("pdt_topup")).resolves.toBeDefined();
  });

  test("can be sold again after it was put there anew", async () => {
    const { dodo, sdk } = createBench();
    dodo.putProduct({ product_id: "pdt_topup", deleted: true });
    dodo.putProduct({ product_id: "pdt_topup" });
    expect(await codeOf(openSession(sdk))).toBe("no error");
  });
});

describe("the product's own discount", () => {
  test.each([
    [0, 5_000],
    [2_500, 3_750],
    [9_900, 50],
    [10_000, 0],
  ])(
    "of %s basis points leaves %s of a price of 5,000 cents, in the list and in a payment",
    async (discount_bps, price) => {
      const { dodo, sdk } = createBench();
      dodo.putProduct({ product_id: "pdt_x", price: 5_000, discount_bps });
      const { items } = await sdk.products.list();
      expect(items.find(({ product_id }) => product_id === "pdt_x")?.price).toBe(price);
      const session = await sdk.checkoutSessions.create({
        product_cart: [{ product_id: "pdt_x", quantity: 1 }],
      });
      expect((await dodo.pay(session.session_id)).total_amount).toBe(price);
    },
  );
});

test("the products of the options are those of the account, and the first one is that of env", async () => {
  const { dodo, sdk } = createBench({
    products: [{ product_id: "pdt_a", price: 1 }, { product_id: "pdt_b" }],
  });
  expect(dodo.env["DODO_PRODUCT_ID"]).toBe("pdt_a");
  for (const id of ["pdt_a", "pdt_b"])
    expect(await sdk.products.retrieve(id)).toMatchObject({ product_id: id });
  expect(await codeOf(sdk.products.retrieve("pdt_topup"))).toBe("NOT_FOUND");
});

test("an account without products sells nothing", async () => {
  const { dodo, sdk } = createBench({ products: [] });
  expect(dodo.env["DODO_PRODUCT_ID"]).toBe("");
  expect(await codeOf(openSession(sdk))).toBe("NOT_FOUND");
});
