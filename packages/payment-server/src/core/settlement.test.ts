import { describe, expect, test } from "vitest";
import {
  bodyOf,
  deliverUntilDecided,
  expectSoundBooks,
  presentPayment,
  reconcileUntilDone,
} from "../../test/books.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";
import type { Topup } from "../index.ts";

describe.each(SETTINGS)("$name", (setting) => {
  test.each(["refunded", "partly refunded", "disputed"])(
    "[C12] a payment that was %s before its credit is held",
    async (kind) => {
      await using world = await createWorldIn(setting);
      const { topup, session } = await open(world);
      const { payment_id } = await world.dodo.pay(session, { silent: true });
      if (kind === "disputed") await world.dodo.dispute(payment_id);
      else await world.dodo.refund(payment_id, kind === "refunded" ? {} : { amount: 1 });
      await deliverUntilDecided(world);
      expect(
        (await world.deliver(bodyOf(world, await presentPayment(world, payment_id)))).status,
      ).toBe(200);
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "held",
        hold_reason: kind === "disputed" ? "disputed" : "refunded",
      });
      expect(world.host.calls).toEqual([]);
      await expectSoundBooks(world);
    },
  );

  test("[C12] a refund that failed and a dispute that was won are no reason to hold", async () => {
    await using world = await createWorldIn(setting);
    const { topup, session } = await open(world);
    const { payment_id } = await world.dodo.pay(session, { silent: true });
    await world.dodo.refund(payment_id, { status: "failed" });
    await world.dodo.dispute(payment_id);
    await world.dodo.dispute(payment_id, { type: "dispute.won" });
    expect(
      (await world.deliver(bodyOf(world, await presentPayment(world, payment_id)))).status,
    ).toBe(200);
    expect((await world.only(topup.topup_id)).status).toBe("paid");
    await expectSoundBooks(world);
  });

  test("[C12] a refund after the credit is recorded and does not change the credit", async () => {
    await using world = await createWorldIn(setting);
    const { topup, session } = await open(world);
    const { payment_id } = await world.dodo.pay(session);
    await world.dodo.deliver();
    await world.dodo.refund(payment_id, { amount: 1_250 });
    await world.dodo.dispute(payment_id);
    await deliverUntilDecided(world);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "paid",
      refunded_minor: 1_250,
      disputed: true,
    });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C13] a topup that was paid by other means is not called again; the payment is held", async () => {
    await using world = await createWorldIn(setting);
    const { topup, session } = await open(world);
    world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
    await world.dodo.pay(session);
    await deliverUntilDecided(world);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_changed",
    });
    expect(world.host.calls).toEqual([]);
    await expectSoundBooks(world);
  });

  test.each([
    { usd_cents: 4_999 },
    { usd_cents: 5_001 },
    { credits: 501 },
    { user_id: "eve" },
    { status: "canceled" },
    null,
  ] satisfies (Partial<Topup> | null)[])(
    "[C21] the payment of a topup that is edited to %j while its checkout is open is held",
    async (edit) => {
      await using world = await createWorldIn(setting);
      const { topup, session } = await open(world);
      if (edit === null) world.host.topups.delete(topup.topup_id);
      else world.host.topups.set(topup.topup_id, { ...topup, ...edit });
      await world.dodo.pay(session);
      await deliverUntilDecided(world);
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "held",
        hold_reason: "topup_changed",
        net_minor: 5_000,
      });
      expect(world.host.calls).toEqual([]);
      await expectSoundBooks(world);
    },
  );

  test("[C20] a first card is declined, a second one succeeds and its webhook is lost: credited by reconciliation", async () => {
    for (const recent of [0, undefined]) {
      await using world = await createWorldIn(setting);
      const { topup, session } = await open(world);
      await world.dodo.pay(session, { result: "failed" });
      await world.dodo.deliver();
      expect((await world.only(topup.topup_id)).status).toBe("failed");
      world.dodo.faults.webhooks.lose = 1;
      const payment = await world.dodo.pay(session);
      await world.dodo.deliver();
      world.clock.advance(3_600_000);
      const result = await world.payment.reconcile(recent === undefined ? {} : { recent });
      expect(result).toMatchObject({ credited: 1, held: 0, failed: 0 });
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "paid",
        provider_payment_id: payment.payment_id,
      });
      expect(world.host.calls).toHaveLength(1);
      await reconcileUntilDone(world);
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    }
  });
});

async function open(world: World) {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  return { topup, session: checkout.provider_session_id };
}
