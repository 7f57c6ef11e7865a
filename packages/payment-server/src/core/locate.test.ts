import { describe, expect, test } from "vitest";
import { bodyOf, deliverUntilDecided, everyPayment } from "../../test/books.ts";
import { foreignSession } from "../../test/scenes.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";
import { DASHBOARD_EXAMPLE, expectIgnored } from "../../test/ignored-deliveries.ts";
const UNRELATED = [
  "subscription.active",
  "subscription.renewed",
  "license_key.created",
  "payout.success",
  "credit.balance_low",
  "abandoned_checkout.detected",
  "dunning.started",
  "entitlement_grant.created",
  "something.quite.new",
];

describe.each(SETTINGS)("$name", (setting) => {
  test.each(["payment.succeeded", "payment.failed", "payment.processing", "payment.cancelled"])(
    "[C15] the dashboard's example of %s is ignored",
    async (type) => {
      await using world = await createWorldIn(setting);
      world.host.addTopup();
      await expectIgnored(world, {
        business_id: world.dodo.business_id,
        type,
        timestamp: "2026-11-23T08:15:42Z",
        data: DASHBOARD_EXAMPLE,
      });
    },
  );

  test.each(UNRELATED)("[C15] a delivery of type %s is ignored", async (type) => {
    await using world = await createWorldIn(setting);
    await expectIgnored(world, {
      business_id: world.dodo.business_id,
      type,
      timestamp: "2026-11-23T08:15:42Z",
      data: { payload_type: "Subscription", subscription_id: "sub_1", metadata: {} },
    });
  });

  test.each(["license_key.created", "entitlement_grant.created", "abandoned_checkout.recovered"])(
    "[C15] %s is ignored although it names a payment of ours",
    async (type) => {
      await using world = await createWorldIn(setting);
      const { topup, checkout } = await open(world);
      const { payment_id, metadata } = await world.dodo.pay(checkout.provider_session_id, {
        result: "processing",
      });
      await world.dodo.deliver();
      await world.dodo.finish(payment_id, "succeeded");
      const [requested, before] = [world.dodo.requests.length, await world.only(topup.topup_id)];
      const response = await world.deliver({
        business_id: world.dodo.business_id,
        type,
        timestamp: "2026-11-23T08:15:42Z",
        data: { payment_id, metadata },
      });
      expect([response.status, await response.json()]).toEqual([
        200,
        expect.objectContaining({ sync_status: "ignored" }),
      ]);
      expect(world.dodo.requests.length).toBe(requested);
      expect(await world.only(topup.topup_id)).toEqual(before);
    },
  );

  test("[C15] refunds and disputes of foreign payments are ignored, after one request to Dodo", async () => {
    await using world = await createWorldIn(setting);
    const session_id = await foreignSession(world, "pdt_topup", { order: "42" });
    const { payment_id } = await world.dodo.pay(session_id, { silent: true });
    const envelope = { business_id: world.dodo.business_id, timestamp: "2026-11-23T08:15:42Z" };
    for (const of of ["pay_unknown", payment_id]) {
      await expectIgnored(
        world,
        {
          ...envelope,
          type: "refund.succeeded",
          data: {
            payload_type: "Refund",
            refund_id: "ref_1",
            payment_id: of,
            amount: 400,
            metadata: {},
          },
        },
        `/payments/${of}`,
      );
      await expectIgnored(
        world,
        {
          ...envelope,
          type: "dispute.opened",
          data: { payload_type: "Dispute", dispute_id: "dsp_1", payment_id: of, amount: "400" },
        },
        `/payments/${of}`,
      );
    }
  });

  test("[C15] payments of the business's other products and of its subscriptions are ignored", async () => {
    await using world = await createWorldIn(setting);
    world.dodo.putProduct({ product_id: "pdt_book" });
    world.dodo.putProduct({ product_id: "pdt_club", is_recurring: true });
    for (const product_id of ["pdt_book", "pdt_club"]) {
      const session_id = await foreignSession(world, product_id, { order: "42" });
      await expectIgnored(world, bodyOf(world, await world.dodo.pay(session_id, { silent: true })));
    }
    // Our payment's id in the metadata of another product's session belongs to money for something
    // else.
    const { topup, checkout } = await open(world);
    const session_id = await foreignSession(world, "pdt_book", { payment_id: checkout.payment_id });
    await world.dodo.pay(session_id);
    await deliverUntilDecided(world);
    expect(
      (await everyPayment(world)).map(({ status, hold_reason }) => ({ status, hold_reason })),
    ).toContainEqual({ status: "held", hold_reason: "session_mismatch" });
    expect(world.host.topups.get(topup.topup_id)?.status).toBe("pending");
  });
});

async function open(world: World) {
  const topup = world.host.addTopup();
  return { topup, checkout: await world.create(topup.topup_id) };
}
