import { describe, expect, test } from "vitest";
import type { PayOutcome } from "@x/dodo-emulator";
import { createWorld, STORAGES, type World, type WorldOptions } from "../world.ts";
import type { Payment } from "../../src/core/payment.ts";

const CONFIRM = ["always", "when_unsigned"] as const;

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(CONFIRM)("confirm: %s", (confirm) => {
    const options: WorldOptions = { storage, service: { confirm } };

    test.each([
      ["half", { total_amount: 2_500, settlement_amount: 2_500 }, 2_500],
      [
        "one cent less",
        { total_amount: 5_412, tax: 413, settlement_amount: 5_412, settlement_tax: 413 },
        4_999,
      ],
      ["nothing", { total_amount: 0, settlement_amount: 0 }, 0],
    ])("[M01] %s is held as underpaid", async (_, overrides, net_minor) => {
      await using world = await createWorld(options);
      expect(await payAndDeliver(world, { overrides })).toMatchObject({
        status: "held",
        hold_reason: "underpaid",
        net_minor,
      });
      expect(world.host.calls).toEqual([]);
    });

    test("[M01] an overpayment credits the amount of the topup and records what was paid", async () => {
      await using world = await createWorld(options);
      expect(
        await payAndDeliver(world, {
          overrides: { total_amount: 6_000, settlement_amount: 6_000 },
        }),
      ).toMatchObject({ status: "paid", net_minor: 6_000, amount_minor: 5_000 });
      expect(world.host.balance("ada")).toBe(500);
    });

    test("[M02] rupees are judged by their settlement in USD", async () => {
      const dodo = { adaptive_currency_fees: "exclusive" } as const;
      await using world = await createWorld({ ...options, dodo });
      expect(await payAndDeliver(world, { currency: "INR" })).toMatchObject({
        status: "paid",
        net_minor: 5_000,
      });
    });

    test.each([
      [
        "settled as few cents",
        { currency: "INR", total_amount: 5_000, settlement_amount: 60 },
        { hold_reason: "underpaid", net_minor: 60 },
      ],
      [
        "settled in euros",
        {
          currency: "INR",
          total_amount: 5_000,
          settlement_currency: "EUR",
          settlement_amount: 5_000,
        },
        { hold_reason: "currency", net_minor: null },
      ],
    ])("[M02] the same figure in rupees, %s, is held", async (_, overrides, expected) => {
      await using world = await createWorld(options);
      expect(await payAndDeliver(world, { overrides })).toMatchObject({
        status: "held",
        ...expected,
      });
      expect(world.host.calls).toEqual([]);
    });

    test("[M02] a fee the merchant bears is held, unless the host's tolerance covers it", async () => {
      const dodo = { adaptive_currency_fees: "inclusive" } as const;
      await using strict = await createWorld({ ...options, dodo });
      expect(await payAndDeliver(strict, { currency: "INR" })).toMatchObject({
        status: "held",
        hold_reason: "underpaid",
        net_minor: 4_808,
      });
      await using tolerant = await createWorld({
        ...options,
        dodo,
        service: { confirm, conversion_tolerance_bps: 400 },
      });
      expect(await payAndDeliver(tolerant, { currency: "INR" })).toMatchObject({
        status: "paid",
        net_minor: 4_808,
      });
    });

    test("[M03] a discount hidden by tax is held", async () => {
      await using world = await createWorld(options);
      const discounts = [{ amount: 413, code: "TAXFREE", discount_id: "dsc_1" }];
      const overrides = {
        total_amount: 5_000,
        tax: 413,
        settlement_amount: 5_000,
        settlement_tax: 413,
        discounts,
      };
      expect(await payAndDeliver(world, { overrides })).toMatchObject({
        status: "held",
        hold_reason: "discounted",
        net_minor: 4_587,
      });
      expect(world.host.calls).toEqual([]);
    });

    test.each([false, true])(
      "[M04] a product whose price includes tax (%s) is paid by its price",
      async (tax_inclusive) => {
        await using world = await createWorld({
          ...options,
          dodo: { tax_bps: 826, products: [{ product_id: "pdt_topup", tax_inclusive }] },
        });
        const payment = await payAndDeliver(world);
        expect(payment).toMatchObject({ status: "paid", net_minor: 5_000, tax_inclusive });
      },
    );

    test("[M04] the tax setting is read again before a payment is held as underpaid", async () => {
      await using world = await createWorld({ ...options, dodo: { tax_bps: 826 } });
      const checkout = await world.create(world.host.addTopup().topup_id);
      world.dodo.putProduct({ product_id: "pdt_topup", tax_inclusive: true });
      await world.dodo.pay(checkout.provider_session_id);
      await world.dodo.deliver();
      expect(await world.only(checkout.topup_id)).toMatchObject({
        status: "paid",
        net_minor: 5_000,
        tax_inclusive: true,
      });
    });

    test("[M04] no payment is held as underpaid while the tax setting cannot be read", async () => {
      await using world = await createWorld({ ...options, dodo: { tax_bps: 826 } });
      const checkout = await world.create(world.host.addTopup().topup_id);
      world.dodo.putProduct({ product_id: "pdt_topup", tax_inclusive: true });
      await world.dodo.pay(checkout.provider_session_id);
      world.dodo.faults.api.fail = { status: 500, path: /^\/products\// };
      expect(await world.dodo.deliver()).toMatchObject([{ status: 503 }]);
      expect(await world.only(checkout.topup_id)).toMatchObject({
        status: "pending",
        hold_reason: null,
      });
      world.dodo.faults.api.fail = undefined;
      await world.dodo.deliverAll();
      expect(await world.only(checkout.topup_id)).toMatchObject({
        status: "paid",
        net_minor: 5_000,
      });
    });

    test("[M04] a deleted product changes nothing: an underpaid payment stays underpaid", async () => {
      await using world = await createWorld(options);
      const checkout = await world.create(world.host.addTopup().topup_id);
      await world.dodo.pay(checkout.provider_session_id, { overrides: { total_amount: 4_000 } });
      world.dodo.faults.api.fail = { status: 404, code: "NOT_FOUND", path: /^\/products\// };
      expect(await world.dodo.deliver()).toMatchObject([{ status: 200 }]);
      expect(await world.only(checkout.topup_id)).toMatchObject({
        status: "held",
        hold_reason: "underpaid",
        net_minor: 4_000,
      });
    });

    describe.each([
      ["a string", "5000"],
      ["a float", 5_000.5],
      ["negative", -5_000],
      ["above 2^53", 2 ** 53 + 2],
      ["null", null],
      ["absent", undefined],
    ])("[M05] an amount that is %s", (_, total_amount) => {
      test("is held when Dodo's API says the same", async () => {
        await using world = await createWorld(options);
        expect(await payAndDeliver(world, { overrides: { total_amount } })).toMatchObject({
          status: "held",
          hold_reason: "unknown_amount",
          net_minor: null,
        });
        expect(paymentRequests(world)).toBeGreaterThan(0);
        expect(world.host.calls).toEqual([]);
      });

      test("is requested again, and the API's answer counts", async () => {
        await using world = await createWorld(options);
        const checkout = await world.create(world.host.addTopup().topup_id);
        const data = await world.dodo.pay(checkout.provider_session_id, { silent: true });
        const response = await world.deliver({
          business_id: data.business_id,
          type: "payment.succeeded",
          data: { ...data, total_amount },
        });
        expect(response.status).toBe(200);
        expect(paymentRequests(world)).toBe(1);
        expect(await world.only(checkout.topup_id)).toMatchObject({
          status: "paid",
          net_minor: 5_000,
        });
      });
    });
  });
});

/**
 * Pays one topup of 5,000 cents with this outcome, delivers its event, and expects it to be
 * decided.
 */
async function payAndDeliver(world: World, outcome: PayOutcome = {}): Promise<Payment> {
  const checkout = await world.create(world.host.addTopup().topup_id);
  await world.dodo.pay(checkout.provider_session_id, outcome);
  expect(await world.dodo.deliver()).toMatchObject([{ status: 200 }]);
  return await world.only(checkout.topup_id);
}

/** Returns how many times a payment was requested from Dodo. */
function paymentRequests(world: World): number {
  return world.dodo.requests.filter(
    ({ method, path }) => method === "GET" && path.startsWith("/payments/"),
  ).length;
}
