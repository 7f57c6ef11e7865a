import { describe, expect, test } from "vitest";
import {
  bodyOf,
  deliverUntilDecided,
  everyPayment,
  expectSoundBooks,
  paymentOf,
} from "../../test/books.ts";
import { foreignSession } from "../../test/scenes.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";
import { memoryStorage } from "../index.ts";

const MINUTE = 60_000;
/** The example that the dashboard and the CLI send, with `status: "succeeded"` for every type. */
const EXAMPLE = {
  payload_type: "Payment",
  payment_id: "pay_test",
  checkout_session_id: "cks_123",
  metadata: {},
  total_amount: 400,
  currency: "USD",
  status: "succeeded",
};
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
        data: EXAMPLE,
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
      const [asked, before] = [world.dodo.requests.length, await world.only(topup.topup_id)];
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
      expect(world.dodo.requests.length).toBe(asked);
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

  test("[C15] money of a foreign session leaves the payment it names open, which is credited once its own checkout is paid", async () => {
    await using world = await createWorldIn(setting);
    const { topup, checkout } = await open(world);
    const before = await world.only(topup.topup_id);
    const stray = await world.dodo.pay(
      await foreignSession(world, "pdt_topup", { payment_id: checkout.payment_id }),
    );
    await deliverUntilDecided(world);
    expect(await paymentOf(world, stray.payment_id)).toMatchObject({
      status: "held",
      hold_reason: "session_mismatch",
      attempt: null,
    });
    expect(await world.storage.readPayment(checkout.payment_id)).toEqual(before);
    const { payment_id } = await world.dodo.pay(checkout.provider_session_id);
    await deliverUntilDecided(world);
    expect(await paymentOf(world, payment_id)).toMatchObject({
      payment_id: checkout.payment_id,
      status: "paid",
    });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test.each(["pmt_short", "pmt_with a space in the middle!", "", "topup_1", 7, null])(
    "[C15] metadata that cannot be ours (%j) delay no delivery",
    async (payment_id) => {
      await using world = await createWorldIn(setting);
      await expectIgnored(world, {
        business_id: world.dodo.business_id,
        type: "payment.succeeded",
        timestamp: "2026-11-23T08:15:42Z",
        data: { ...EXAMPLE, metadata: { payment_id } },
      });
    },
  );

  test("[C19] a second success in the same session gets its own row, held as a duplicate", async () => {
    await using world = await createWorldIn({
      ...setting,
      dodo: { ...setting.dodo, payments_per_session: "many" },
    });
    const { topup, checkout } = await open(world);
    const first = await world.dodo.pay(checkout.provider_session_id);
    const second = await world.dodo.pay(checkout.provider_session_id);
    await deliverUntilDecided(world);
    expect(await paymentOf(world, first.payment_id)).toMatchObject({
      payment_id: checkout.payment_id,
      status: "paid",
    });
    const sibling = await paymentOf(world, second.payment_id);
    expect(sibling).toMatchObject({
      status: "held",
      hold_reason: "duplicate_payment",
      net_minor: 5_000,
      topup_id: topup.topup_id,
      attempt: null,
    });
    expect(sibling.payment_id).not.toBe(checkout.payment_id);
    expect(await everyPayment(world)).toHaveLength(2);
    expect((await world.allEvents()).map(({ sync_status }) => sync_status).sort()).toEqual([
      "applied",
      "held",
    ]);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C19] the result is the same in the other order, and by reconciliation alone", async () => {
    for (const lost of [false, true]) {
      await using world = await createWorldIn({
        ...setting,
        dodo: { ...setting.dodo, payments_per_session: "many" },
      });
      const { checkout } = await open(world);
      await world.dodo.pay(checkout.provider_session_id);
      await world.dodo.pay(checkout.provider_session_id);
      world.dodo.faults.webhooks = lost ? { lose: 2 } : { reorder: true };
      await world.dodo.deliver();
      world.clock.advance(20 * MINUTE);
      await world.payment.reconcile();
      expect((await everyPayment(world)).map(({ status }) => status).sort()).toEqual([
        "held",
        "paid",
      ]);
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    }
  });

  test("[C24] a payment that is ours by metadata but has no row is redelivered while it is young, then held as unmatched", async () => {
    await using world = await createWorldIn(setting);
    const { checkout } = await open(world);
    const body = bodyOf(
      world,
      await world.dodo.pay(checkout.provider_session_id, { silent: true }),
    );
    const elsewhere = memoryStorage({ clock: () => world.clock.now() });
    const service = world.secondService({ storage: elsewhere });
    const send = async (): Promise<Response> =>
      await world.deliver(body, { webhook_id: "msg_lost", service });
    expect((await send()).status).toBe(503);
    expect(await elsewhere.readEvent("dodo:msg_lost")).toMatchObject({ sync_status: "pending" });
    world.clock.advance(15 * MINUTE - 1_000);
    expect((await send()).status).toBe(503);
    world.clock.advance(1_000);
    const last = await send();
    expect([last.status, await last.json()]).toEqual([
      200,
      { received: true, event_id: "dodo:msg_lost", provider: "dodo", sync_status: "held" },
    ]);
    expect(await elsewhere.readEvent("dodo:msg_lost")).toMatchObject({
      sync_status: "held",
      sync_error: "unmatched",
      payment_id: null,
    });
    expect(world.host.calls).toEqual([]);
  });

  test("[C24] a static link that names an unknown payment costs a few redeliveries and no request to Dodo", async () => {
    await using world = await createWorldIn(setting);
    const session_id = await foreignSession(world, "pdt_topup", {
      payment_id: "pmt_AAAAAAAAAAAAAAAAAAAAAA",
    });
    const payment = await world.dodo.pay(session_id, { overrides: { checkout_session_id: null } });
    const asked = world.dodo.requests.length;
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await world.dodo.deliver();
      world.clock.advance(
        Math.max(
          0,
          (world.dodo.deliveries[0]?.next_attempt_at ?? world.clock.now()) - world.clock.now(),
        ),
      );
    }
    expect(world.dodo.deliveries).toMatchObject([
      { payment_id: payment.payment_id, state: "delivered" },
    ]);
    expect(world.dodo.deliveries[0]?.attempts.map(({ status }) => status)).toEqual([
      503, 503, 503, 200,
    ]);
    expect(world.dodo.requests.length).toBe(asked);
    const { created_at: _, ...ageless } = payment;
    expect((await world.deliver(bodyOf(world, payment))).status).toBe(200);
    // A payment without its own time is as old as its event's envelope.
    const sent = { ...bodyOf(world, payment), data: ageless };
    expect((await world.deliver(sent, { webhook_id: "msg_ageless" })).status).toBe(503);
    world.clock.advance(15 * MINUTE);
    expect((await world.deliver(sent, { webhook_id: "msg_ageless" })).status).toBe(200);
  });
});

async function open(world: World) {
  const topup = world.host.addTopup();
  return { topup, checkout: await world.create(topup.topup_id) };
}

/** Expects a 200 at once, no call to the host, and no requests to Dodo but those in `asking`. */
async function expectIgnored(
  world: World,
  body: unknown,
  ...asking: readonly string[]
): Promise<void> {
  const asked = world.dodo.requests.length;
  const response = await world.deliver(body);
  expect([response.status, await response.json()]).toEqual([
    200,
    expect.objectContaining({ received: true, sync_status: "ignored" }),
  ]);
  expect(world.dodo.requests.slice(asked).map(({ path }) => path)).toEqual(asking);
  expect(world.host.calls).toEqual([]);
  expect(await everyPayment(world)).toEqual([]);
}
