import { describe, expect, test } from "vitest";
import {
  DECLINED,
  LOST_TO_A_DISPUTE,
  PAID_IN_INR,
  PAID_IN_USD,
  REFUNDED_IN_PART,
  type Payload,
} from "../../../test/payloads.ts";
import {
  createWorld,
  START,
  STORAGES,
  type World,
  type WorldOptions,
} from "../../../test/world.ts";

const PRODUCT = "pdt_R8f81tqxNUkGmxrMdLpxo";

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    const options: WorldOptions = {
      storage,
      dodo: { business_id: PAID_IN_USD.business_id, products: [{ product_id: PRODUCT }] },
      provider: { product_id: PRODUCT },
      service: { confirm },
    };

    test("[X8] the documented success in USD, exactly as it stands, is credited", async () => {
      await using world = await createWorld(options);
      await openFor(world, PAID_IN_USD, 5_000);
      expect(await receipt(world, PAID_IN_USD)).toMatchObject({
        status: 200,
        sync_status: "applied",
      });
      expect(await world.only("tu_01JDB3W6K5")).toMatchObject({
        status: "paid",
        net_minor: 5_000,
        provider_payment_id: "pay_7hQ2mZr4TnVxB1cKdLw8E",
      });
      expect(world.host.balance("ada")).toBe(500);
    });

    test("[X8] the captured figures in rupees, exactly as they stand, are credited", async () => {
      await using world = await createWorld(options);
      await openFor(world, PAID_IN_INR, 2_900);
      expect(await receipt(world, PAID_IN_INR)).toMatchObject({
        status: 200,
        sync_status: "applied",
      });
      expect(await world.only("tu_01JDB6Q2ZC")).toMatchObject({ status: "paid", net_minor: 2_900 });
      expect(world.host.balance("ada")).toBe(500);
    });

    test("[X8] the documented decline with its nulls ends softly: a success in the same session is credited", async () => {
      await using world = await createWorld(options);
      await openFor(world, DECLINED, 5_000);
      expect(await receipt(world, DECLINED)).toMatchObject({ status: 200, sync_status: "applied" });
      expect(await world.only("tu_01JDBA1F0H")).toMatchObject({
        status: "failed",
        provider_status: "failed",
        net_minor: null,
      });
      expect(world.host.calls).toEqual([]);
      const { checkout_session_id, metadata } = DECLINED.data;
      const success = {
        ...PAID_IN_USD,
        data: { ...PAID_IN_USD.data, checkout_session_id, metadata },
      };
      know(world, success);
      expect(await receipt(world, success)).toMatchObject({ status: 200, sync_status: "applied" });
      expect(await world.only("tu_01JDBA1F0H")).toMatchObject({ status: "paid", net_minor: 5_000 });
    });

    test("[X8] the documented partial refund is recorded on the paid payment and leaves the balance alone", async () => {
      await using world = await createWorld(options);
      await openFor(world, PAID_IN_USD, 5_000);
      await receipt(world, PAID_IN_USD);
      know(world, {
        ...PAID_IN_USD,
        data: { ...PAID_IN_USD.data, refund_status: "partial", refunds: [REFUNDED_IN_PART.data] },
      });
      expect(await receipt(world, REFUNDED_IN_PART)).toMatchObject({
        status: 200,
        sync_status: "applied",
      });
      expect(await world.only("tu_01JDB3W6K5")).toMatchObject({
        status: "paid",
        refunded_minor: 1_000,
        disputed: false,
        net_minor: 5_000,
      });
      expect(world.host.ledger).toHaveLength(1);
      expect(world.host.calls).toHaveLength(1);
    });

    test("[X8] the documented dispute lost without a refund is recorded whole and leaves the balance alone", async () => {
      await using world = await createWorld(options);
      await openFor(world, PAID_IN_USD, 5_000);
      await receipt(world, PAID_IN_USD);
      know(world, {
        ...PAID_IN_USD,
        data: { ...PAID_IN_USD.data, disputes: [LOST_TO_A_DISPUTE.data] },
      });
      expect(await receipt(world, LOST_TO_A_DISPUTE)).toMatchObject({
        status: 200,
        sync_status: "applied",
      });
      expect(await world.only("tu_01JDB3W6K5")).toMatchObject({
        status: "paid",
        refunded_minor: 5_000,
        disputed: true,
      });
      expect(world.host.ledger).toHaveLength(1);
      expect(world.host.calls).toHaveLength(1);
    });

    test.each([
      [
        "new fields of every kind",
        {
          failure_details: { code: 7, nested: [null, { deep: true }] },
          brand_ids: ["a"],
          is_new: true,
        },
      ],
      [
        "null for whatever may be null",
        nulls(
          "tax",
          "settlement_tax",
          "updated_at",
          "customer",
          "billing",
          "metadata",
          "refunds",
          "disputes",
          "discounts",
          "subscription_ids",
          "refund_status",
          "payment_provider",
          "brand_id",
          "card_network",
          "customer.email",
          "retry_attempt",
        ),
      ],
      [
        "wrong kinds where nothing is read",
        {
          customer: "ada",
          billing: [],
          retry_attempt: "none",
          card_last_four: 4_242,
          digital_products_delivered: null,
        },
      ],
    ])("[X8] a real payload with %s is credited", async (_, fields) => {
      await using world = await createWorld(options);
      const whole = {
        ...PAID_IN_USD,
        schema_version: 9,
        data: { ...PAID_IN_USD.data, total_amount: 5_000, tax: 0, ...fields },
      };
      await openFor(world, whole, 5_000, "tu_01JDB3W6K5");
      expect(await receipt(world, whole)).toMatchObject({ status: 200, sync_status: "applied" });
      expect(await world.only("tu_01JDB3W6K5")).toMatchObject({ status: "paid", net_minor: 5_000 });
    });

    test("[X8] a real payload without its optional fields is credited", async () => {
      await using world = await createWorld(options);
      const kept = new Set([
        "payload_type",
        "payment_id",
        "status",
        "total_amount",
        "currency",
        "tax",
        "checkout_session_id",
        "product_cart",
      ]);
      const data = Object.fromEntries(
        Object.entries(PAID_IN_USD.data).filter(([field]) => kept.has(field)),
      );
      await openFor(world, { ...PAID_IN_USD, data }, 5_000, "tu_01JDB3W6K5");
      expect(await receipt(world, { ...PAID_IN_USD, data })).toMatchObject({
        status: 200,
        sync_status: "applied",
      });
      expect(await world.only("tu_01JDB3W6K5")).toMatchObject({ status: "paid", net_minor: 5_000 });
    });
  });
});

/**
 * Opens a checkout for the topup of the payload, under the session id of the payload, and makes the
 * payment known to the API.
 */
async function openFor(
  world: World,
  payload: Payload,
  usd_cents: number,
  topup_id = String(Reflect.get(Object(payload.data["metadata"]), "topup_id")),
): Promise<void> {
  world.clock.set(Math.max(START, Date.parse(payload.timestamp)));
  const session_id = String(payload.data["checkout_session_id"]);
  const checkout_url = `https://test.checkout.dodopayments.com/session/${session_id}`;
  world.dodo.faults.api.transform = (path, body) =>
    path === "/checkouts" ? { ...Object(body), session_id, checkout_url } : body;
  world.host.addTopup({ topup_id, usd_cents });
  expect(await world.create(topup_id)).toMatchObject({
    provider_session_id: session_id,
    checkout_url,
  });
  know(world, payload);
}

/** Makes Dodo's API return the payment of the payload, and its session. */
function know(world: World, { data }: Payload): void {
  const payment_id = String(data["payment_id"]);
  world.dodo.putPayment({ ...data, payment_id });
  world.dodo.putSession({ session_id: String(data["checkout_session_id"]), payment_id });
}

async function receipt(
  world: World,
  payload: Payload,
): Promise<{ status: number; sync_status: unknown }> {
  const response = await world.deliver(payload);
  const body: unknown = await response.json();
  return { status: response.status, sync_status: Reflect.get(Object(body), "sync_status") };
}

function nulls(...fields: readonly string[]): Record<string, null> {
  return Object.fromEntries(fields.map((field) => [field, null]));
}
