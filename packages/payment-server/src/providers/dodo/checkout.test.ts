import { describe, expect, test } from "vitest";
import { createWorld, ORIGIN, STORAGES, type World } from "../../../test/world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[M07] Dodo is sent the amount, our product, one piece, no codes, no choice of currency, and our ids as text", async () => {
    await using world = await createWorld({ storage });
    const topup = world.host.addTopup({
      topup_id: "tu_7",
      user_id: "ada",
      credits: 512.5,
      usd_cents: 4_321,
    });
    const { payment_id, status_url } = await world.create(topup.topup_id);
    const ref = new URL(status_url).searchParams.get("ref");
    expect(sent(world)).toEqual([
      {
        product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 4_321 }],
        billing_currency: "USD",
        feature_flags: { allow_discount_code: false, allow_currency_selection: false },
        return_url: `${ORIGIN}/v1/payment/redirect/success?ref=${ref}`,
        cancel_url: `${ORIGIN}/v1/payment/redirect/cancel?ref=${ref}`,
        metadata: {
          payment_id,
          topup_id: "tu_7",
          user_id: "ada",
          credits: "512.5",
          usd_cents: "4321",
        },
      },
    ]);
  });

  test("[M07] another display currency is sent as the billing currency and judged by the settlement in USD", async () => {
    await using world = await createWorld({ storage, provider: { currency: "inr" } });
    const checkout = await world.create(world.host.addTopup().topup_id);
    expect(sent(world)).toMatchObject([
      { billing_currency: "INR", product_cart: [{ amount: 5_000 }] },
    ]);
    await world.dodo.pay(checkout.provider_session_id);
    await world.dodo.deliver();
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "paid", net_minor: 5_000 });
  });

  test("[M07] the host picks the product by its own topup, and only that product pays it", async () => {
    const products = [
      { product_id: "pdt_500", price: 500 },
      { product_id: "pdt_5000", price: 5_000 },
    ];
    await using world = await createWorld({
      storage,
      dodo: { products },
      provider: { product_id: (topup) => `pdt_${topup.usd_cents}` },
    });
    const checkout = await world.create(world.host.addTopup({ usd_cents: 5_000 }).topup_id);
    expect(sent(world)).toMatchObject([
      { product_cart: [{ product_id: "pdt_5000", quantity: 1, amount: 5_000 }] },
    ]);
    await world.dodo.pay(checkout.provider_session_id, {
      overrides: { product_cart: [{ product_id: "pdt_500", quantity: 1 }] },
    });
    await world.dodo.deliver();
    expect(await world.only(checkout.topup_id)).toMatchObject({
      status: "held",
      hold_reason: "product",
    });
  });

  test("[M07] [A03] a topup without a product is refused, and no page is opened", async () => {
    await using world = await createWorld({ storage, provider: { product_id: () => "" } });
    const response = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id: world.host.addTopup().topup_id },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "method_disabled" });
    expect(world.dodo.requests).toEqual([]);
  });

  test.each([0, -1, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])(
    "[M07] a topup of %s cents is refused before Dodo is called",
    async (usd_cents) => {
      await using world = await createWorld({ storage });
      const response = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { topup_id: world.host.addTopup({ usd_cents }).topup_id },
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        code: "invalid_topup",
        error: expect.stringContaining("usd_cents"),
      });
      expect(world.dodo.requests).toEqual([]);
    },
  );

  describe("[M10] [X11] what a browser chooses", () => {
    const CHOSEN = {
      amount: 1,
      amount_minor: 1,
      usd_cents: 1,
      credits: 999_999,
      currency: "CANARY",
      billing_currency: "CANARY",
      product_id: "pdt_canary",
      product_cart: [{ product_id: "pdt_canary", quantity: 9, amount: 1 }],
      quantity: 9,
      metadata: { payment_id: "pmt_canary", usd_cents: "1" },
      user_id: "canary",
      return_url: "https://canary.example/",
      cancel_url: "https://canary.example/",
      discount_codes: ["CANARY"],
      customer: { email: "canary@example.com" },
      feature_flags: { allow_discount_code: true },
      payment_id: "pmt_canary",
      ref: "ref_canary",
      environment: "canary",
      __proto__canary: true,
    };

    test("never reaches Dodo: the page is the topup's own", async () => {
      await using world = await createWorld({ storage });
      const { topup_id } = world.host.addTopup();
      const headers = { "x-canary": "canary", cookie: "canary=1", "idempotency-key": "canary" };
      const path = "/checkout/create?amount=1&user_id=canary&product_id=pdt_canary";
      const response = await world.send("POST", path, {
        as: "user:ada",
        body: { method_id: "dodo", topup_id, ...CHOSEN },
        headers,
      });
      expect(response.status).toBe(200);
      const [body] = sent(world);
      expect(body).toMatchObject({
        product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 5_000 }],
        metadata: { topup_id, user_id: "ada", credits: "500", usd_cents: "5000" },
      });
      expect(Object.keys(Object(body)).sort()).toEqual([
        "billing_currency",
        "cancel_url",
        "feature_flags",
        "metadata",
        "product_cart",
        "return_url",
      ]);
      expect(JSON.stringify(world.dodo.requests).toLowerCase()).not.toContain("canary");
      expect(await world.only(topup_id)).toMatchObject({
        amount_minor: 5_000,
        credits: 500,
        user_id: "ada",
        currency: "USD",
        product_id: "pdt_topup",
      });
    });

    test("cannot open another user's topup", async () => {
      await using world = await createWorld({ storage });
      const { topup_id } = world.host.addTopup({ user_id: "bob" });
      const response = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { method_id: "dodo", topup_id, user_id: "bob" },
      });
      expect(response.status).toBe(404);
      expect(world.dodo.requests).toEqual([]);
    });

    test.each([
      "https://canary.example/back",
      "javascript:canary()",
      "//canary.example",
      "/\\canary.example",
    ])("cannot lead back to %s", async (return_to) => {
      await using world = await createWorld({ storage });
      const body = { method_id: "dodo", topup_id: world.host.addTopup().topup_id, return_to };
      const response = await world.send("POST", "/checkout/create", { as: "user:ada", body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "invalid_return_to" });
      expect(world.dodo.requests).toEqual([]);
    });
  });
});

/** The bodies of all `POST /checkouts`. */
function sent(world: World): unknown[] {
  return world.dodo.requests
    .filter(({ method, path }) => method === "POST" && path === "/checkouts")
    .map(({ body }) => body);
}
