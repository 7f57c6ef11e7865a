import { describe, expect, test } from "vitest";
import { createWorld, STORAGES } from "../../../test/world.ts";

describe.each(STORAGES)('on %s, with `currency: "local"`', (storage) => {
  test("[M07] the choice of the currency is left to Dodo, not to the buyer", async () => {
    await using world = await createWorld({ storage, provider: { currency: "local" } });
    await world.create(world.host.addTopup().topup_id);
    const create = world.dodo.requests.find(({ path }) => path === "/checkouts");
    expect(Object.keys(Object(create?.body))).not.toContain("billing_currency");
    expect(create?.body).toMatchObject({
      product_cart: [{ amount: 5_000 }],
      feature_flags: { allow_currency_selection: false },
    });
    const methods = await (await world.send("GET", "/methods")).json();
    expect(methods).toMatchObject({ items: [{ currency: "usd", enabled: true }] });
  });

  describe.each(["INR", "EUR", "USD"])("a buyer who pays in %s", (currency) => {
    test.each([0, 1_800])(
      "[M02] is credited by the settlement in USD, at a tax of %i basis points",
      async (tax_bps) => {
        await using world = await createWorld({
          storage,
          dodo: { tax_bps },
          provider: { currency: "local" },
        });
        const checkout = await world.create(world.host.addTopup().topup_id);
        const paid = await world.dodo.pay(checkout.provider_session_id, { currency });
        expect(paid.currency).toBe(currency);
        await world.dodo.deliver();
        expect(await world.only(checkout.topup_id)).toMatchObject({
          status: "paid",
          net_minor: 5_000,
        });
        expect(world.host.balance("ada")).toBe(500);
      },
    );

    test("[M02] is held as underpaid if the merchant pays the fee of the conversion", async () => {
      await using world = await createWorld({
        storage,
        dodo: { adaptive_currency_fees: "inclusive" },
        provider: { currency: "local" },
      });
      const checkout = await world.create(world.host.addTopup().topup_id);
      await world.dodo.pay(checkout.provider_session_id, { currency });
      await world.dodo.deliver();
      expect(await world.only(checkout.topup_id)).toMatchObject(
        currency === "USD"
          ? { status: "paid", hold_reason: null }
          : { status: "held", hold_reason: "underpaid" },
      );
      expect(world.host.balance("ada")).toBe(currency === "USD" ? 500 : 0);
    });
  });

  test("[M02] one minor unit in INR, settled as one cent, credits nothing", async () => {
    await using world = await createWorld({ storage, provider: { currency: "local" } });
    const checkout = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(checkout.provider_session_id, {
      currency: "INR",
      overrides: { total_amount: 500_000, settlement_amount: 1, settlement_tax: 0 },
    });
    await world.dodo.deliver();
    expect(await world.only(checkout.topup_id)).toMatchObject({
      status: "held",
      hold_reason: "underpaid",
    });
  });
});
