import { describe, expect, test } from "vitest";
import { bodyOf, expectSoundBooks, presentPayment } from "../../test/books.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";

describe.each(SETTINGS)("$name", (setting) => {
  test("[C04] [X1] processing, then succeeded for one payment is credited", async () => {
    await using world = await createWorldIn(setting);
    const { topup, checkout } = await open(world);
    const payment = await world.dodo.pay(checkout.provider_session_id, { result: "processing" });
    expect(await statuses(world)).toEqual([200]);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "pending",
      provider_status: "processing",
    });
    expect(world.host.calls).toEqual([]);
    await world.dodo.finish(payment.payment_id, "succeeded");
    expect(await statuses(world)).toEqual([200]);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.balance("ada")).toBe(500);
    await expectSoundBooks(world);
  });

  test.each(["failed", "cancelled"] as const)(
    "[C05] %s, then succeeded in the same session is credited",
    async (result) => {
      await using world = await createWorldIn(setting);
      const { topup, checkout } = await open(world);
      await world.dodo.pay(checkout.provider_session_id, { result });
      expect(await statuses(world)).toEqual([200]);
      expect((await world.only(topup.topup_id)).status).toBe(
        result === "failed" ? "failed" : "canceled",
      );
      const paid = await world.dodo.pay(checkout.provider_session_id);
      expect(await statuses(world)).toEqual([200]);
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "paid",
        provider_payment_id: paid.payment_id,
      });
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    },
  );

  test.each(["processing", "failed", "cancelled"])(
    "[C06] [X6] a late %s cannot overwrite paid",
    async (status) => {
      await using world = await createWorldIn(setting);
      const { topup, checkout } = await open(world);
      const payment = await world.dodo.pay(checkout.provider_session_id);
      await world.dodo.deliver();
      const paid = await world.only(topup.topup_id);
      world.dodo.patchPayment(payment.payment_id, { status });
      const answer = await world.deliver(
        bodyOf(world, await presentPayment(world, payment.payment_id)),
      );
      expect(answer.status).toBe(200);
      world.clock.advance(3_600_000);
      await world.payment.reconcile();
      expect(await world.only(topup.topup_id)).toEqual(paid);
      await expectSoundBooks(world);
    },
  );

  test("[C06] a decline of another card, received after the success, changes nothing", async () => {
    await using world = await createWorldIn(setting);
    const { topup, checkout } = await open(world);
    const declined = await world.dodo.pay(checkout.provider_session_id, {
      result: "failed",
      silent: true,
    });
    await world.dodo.pay(checkout.provider_session_id);
    await world.dodo.deliver();
    const paid = await world.only(topup.topup_id);
    expect(paid.status).toBe("paid");
    expect(
      (
        await world.deliver(
          bodyOf(world, await presentPayment(world, declined.payment_id), "payment.failed"),
        )
      ).status,
    ).toBe(200);
    expect(await world.only(topup.topup_id)).toEqual(paid);
    await expectSoundBooks(world);
  });

  test("[C07] [X4] a delivery that arrives before our row is visible is redelivered, and then credited", async () => {
    await using world = await createWorldIn(setting);
    const { topup, checkout } = await open(world);
    const body = bodyOf(world, await world.dodo.pay(checkout.provider_session_id));
    const early = world.secondService({
      storage: { ...world.storage, findPayments: async () => [] },
    });
    const answer = await world.deliver(body, { webhook_id: "msg_early", service: early });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).not.toBeNull();
    expect(await answer.json()).toMatchObject({ code: "payment_unmatched" });
    expect((await world.deliver(body, { webhook_id: "msg_early" })).status).toBe(200);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C11] payment.processing whose data says succeeded is a success", async () => {
    await using world = await createWorldIn(setting);
    const { topup, checkout } = await open(world);
    const payment = await world.dodo.pay(checkout.provider_session_id, { silent: true });
    expect((await world.deliver(bodyOf(world, payment, "payment.processing"))).status).toBe(200);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    await expectSoundBooks(world);
  });

  test("[C11] payment.succeeded whose data says failed credits nothing", async () => {
    await using world = await createWorldIn(setting);
    const { topup, checkout } = await open(world);
    const payment = await world.dodo.pay(checkout.provider_session_id, {
      result: "failed",
      silent: true,
    });
    expect((await world.deliver(bodyOf(world, payment, "payment.succeeded"))).status).toBe(200);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "failed" });
    expect(world.host.calls).toEqual([]);
  });
});

async function open(world: World) {
  const topup = world.host.addTopup();
  return { topup, checkout: await world.create(topup.topup_id) };
}

async function statuses(world: World): Promise<(number | null)[]> {
  return (await world.dodo.deliver()).map(({ status }) => status);
}
