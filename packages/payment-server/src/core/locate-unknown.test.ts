/** Payments that are located by their session or metadata alone. */
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
import { DASHBOARD_EXAMPLE, expectIgnored } from "../../test/ignored-deliveries.ts";

const MINUTE = 60_000;

describe.each(SETTINGS)("$name", (setting) => {
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
        data: { ...DASHBOARD_EXAMPLE, metadata: { payment_id } },
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
    const requested = world.dodo.requests.length;
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
    expect(world.dodo.requests.length).toBe(requested);
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
