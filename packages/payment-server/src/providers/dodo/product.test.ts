import { describe, expect, test } from "vitest";
import { createWorld, STORAGES, type World } from "../../../test/world.ts";

type Seed = Parameters<World["dodo"]["putProduct"]>[0];

const UNFIT: [name: string, seed: Omit<Seed, "product_id">, fix: RegExp][] = [
  [
    "is a subscription",
    { recurring: true },
    /is a subscription; make a one-time product and set DODO_PRODUCT_ID/,
  ],
  [
    "recurs at a one-time price",
    { is_recurring: true },
    /is a subscription; make a one-time product/,
  ],
  ["has a discount", { discount_bps: 500 }, /has a discount; remove it/],
  ["is priced in euros", { currency: "EUR" }, /is not priced in USD; make one that is/],
];

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(UNFIT)("[M06] a product that %s", (_, seed, fix) => {
    test("fails check() and the first checkout with the fix", async () => {
      await using world = await createWorld({ storage });
      put(world, seed);
      const { ok, findings } = await world.payment.check();
      expect(ok).toBe(false);
      expect(findings).toContainEqual(
        expect.objectContaining({
          level: "error",
          code: "product_mismatch",
          message: expect.stringMatching(fix),
        }),
      );
      await refused(world, fix);
    });
  });

  test.each([
    ["a discount in money", { discount: 100 }, /has a discount; remove it/],
    [
      "purchasing power parity",
      { purchasing_power_parity: true },
      /purchasing power parity on; turn it off/,
    ],
    ["a price of an unknown type", { type: "usage_based_price" }, /make a one-time product/],
  ])(
    "[M06] a product with %s fails check() and the first checkout with the fix",
    async (_, price, fix) => {
      await using world = await createWorld({ storage });
      world.dodo.faults.api.transform = (path, body) =>
        path.startsWith("/products/")
          ? { ...Object(body), price: { ...Object(Reflect.get(Object(body), "price")), ...price } }
          : body;
      const { ok, findings } = await world.payment.check();
      expect(ok).toBe(false);
      expect(findings).toContainEqual(
        expect.objectContaining({
          level: "error",
          code: "product_mismatch",
          message: expect.stringMatching(fix),
        }),
      );
      await refused(world, fix);
    },
  );

  test("[M06] a fixed price other than the topup's is reported by check() and fails the checkout with the fix", async () => {
    await using world = await createWorld({ storage });
    put(world, { price: 999 });
    const { findings } = await world.payment.check();
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: "warning",
        code: "product_fixed_price",
        message: expect.stringMatching(/fixed price of 999 cents.*Turn on Pay What You Want/),
      }),
    );
    await refused(
      world,
      /fixed price of 999 cents and this topup is of 5000; turn on Pay What You Want, or pick a product per topup/,
    );
  });

  test("[M06] a fixed price that equals the topup's is paid and credited", async () => {
    await using world = await createWorld({
      storage,
      dodo: { products: [{ product_id: "pdt_topup", price: 5_000 }] },
    });
    const checkout = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(checkout.provider_session_id);
    await world.dodo.deliver();
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "paid", net_minor: 5_000 });
  });

  test("[M06] a topup below the product's minimum fails with the fix", async () => {
    await using world = await createWorld({
      storage,
      dodo: { products: [{ product_id: "pdt_topup", price: 5_001, pay_what_you_want: true }] },
    });
    await refused(
      world,
      /below the Dodo product's minimum of 5001; lower the minimum or raise your smallest topup/,
    );
  });

  test("[M06] an unknown product fails check() and the first checkout with the fix", async () => {
    await using world = await createWorld({ storage, provider: { product_id: "pdt_elsewhere" } });
    const fix = /does not know the product in test_mode; check DODO_PRODUCT_ID/;
    const { ok, findings } = await world.payment.check();
    expect(ok).toBe(false);
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: "error",
        code: "product_mismatch",
        message: expect.stringMatching(fix),
      }),
    );
    await refused(world, fix);
  });

  test("[M06] check() finds nothing wrong with the product it wants", async () => {
    await using world = await createWorld({ storage });
    const { ok, findings } = await world.payment.check();
    // The databases of the tests need not outlive a power cut.
    expect([
      ok,
      findings.filter(({ code }) => code !== "storage_not_durable").map(({ code }) => code),
    ]).toEqual([true, ["webhook_untested"]]);
  });

  test("[M06] the product is read again after five minutes", async () => {
    await using world = await createWorld({ storage });
    await world.create(world.host.addTopup().topup_id);
    put(world, { recurring: true });
    world.clock.advance(5 * 60_000 - 1);
    await world.create(world.host.addTopup().topup_id);
    expect(reads(world)).toBe(1);
    world.clock.advance(1);
    await refused(world, /is a subscription/);
    expect(reads(world)).toBeGreaterThan(1);
  });

  test("[M06] a product that was put right is sold at once", async () => {
    await using world = await createWorld({ storage });
    put(world, { discount_bps: 500 });
    await refused(world, /has a discount/);
    put(world, {});
    expect(await world.create(world.host.addTopup().topup_id)).toMatchObject({ status: "pending" });
  });

  test.each([
    ["turned to a fixed price", { price: 500 }, "underpaid", 500],
    ["given a discount", { discount_bps: 9_900 }, "underpaid", 50],
  ])(
    "[X3] a product %s while its page is open credits nothing",
    async (_, seed, hold_reason, net_minor) => {
      await using world = await createWorld({ storage });
      const checkout = await world.create(world.host.addTopup().topup_id);
      put(world, seed);
      await world.dodo.pay(checkout.provider_session_id);
      await world.dodo.deliver();
      expect(await world.only(checkout.topup_id)).toMatchObject({
        status: "held",
        hold_reason,
        net_minor,
      });
      expect(world.host.calls).toEqual([]);
    },
  );

  test("[X3] a buyer cannot type a discount code", async () => {
    await using world = await createWorld({ storage });
    const checkout = await world.create(world.host.addTopup().topup_id);
    await expect(world.dodo.pay(checkout.provider_session_id, { discount: 4_500 })).rejects.toThrow(
      "does not allow discount codes",
    );
  });
});

function put(world: World, seed: Omit<Seed, "product_id">): void {
  world.dodo.putProduct({ product_id: "pdt_topup", ...seed });
}

/**
 * Expects that the next checkout is refused with the fix, that no page is opened, and that its
 * payment does not block a later one.
 */
async function refused(world: World, fix: RegExp): Promise<void> {
  const topup = world.host.addTopup();
  const pages = opened(world);
  const response = await world.send("POST", "/checkout/create", {
    as: "user:ada",
    body: { method_id: "dodo", topup_id: topup.topup_id },
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    code: "product_mismatch",
    error: expect.stringMatching(fix),
    request_id: expect.any(String),
  });
  expect(opened(world)).toBe(pages);
  expect(await world.only(topup.topup_id)).toMatchObject({ status: "failed", checkout_url: null });
}

function opened(world: World): number {
  return world.dodo.requests.filter(({ method }) => method === "POST").length;
}

function reads(world: World): number {
  return world.dodo.requests.filter(({ path }) => path.startsWith("/products/")).length;
}
