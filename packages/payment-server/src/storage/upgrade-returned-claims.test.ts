/**
 * Claims that returned under today's version, while the first version still works on the database.
 */
import { describe, expect, test } from "vitest";
import { bodyOf } from "../../test/books.ts";
import { decide, HOUR, MINUTE } from "../../test/scenes.ts";
import { beginUpgrade, opening, UPGRADED } from "../../test/upgrade.ts";

describe.each(UPGRADED)("a database of the first version on %s", (kind) => {
  test("[F08] a claim that returned under today's version is not called again by the first version, and closes once the topup says paid", async () => {
    await using scene = await beginUpgrade(kind);
    const { world, shared, first, today } = scene;
    const silent = world.secondService({ storage: shared.today(), finishTopup: () => undefined });
    const opened = await opening(world, silent);
    const paid = await world.dodo.pay(opened.session_id, { silent: true });
    expect((await world.deliver(bodyOf(world, paid), { service: silent })).status).toBe(503);
    for (let index = 0; index < 5; index += 1) {
      world.clock.advance(2 * MINUTE);
      await first.reconcile();
      expect((await world.deliver(bodyOf(world, paid), { service: first })).status).toBe(503);
    }
    expect(world.host.calls).toEqual([]);
    world.host.topups.set(opened.topup.topup_id, { ...opened.topup, status: "paid" });
    await today().reconcile();
    expect(await shared.today().readPayment(opened.checkout.payment_id)).toMatchObject({
      status: "paid",
      unconfirmed_since: null,
    });
    expect(world.host.calls).toEqual([]);
  });

  test("[F08] a returned claim whose topup says paid later is neither held nor called by the first version, and closes under today's", async () => {
    await using scene = await beginUpgrade(kind);
    const { world, shared, first, today } = scene;
    const lagging = world.secondService({
      storage: shared.today(),
      readTopup: (id) => ({
        ...(world.host.topups.get(id) ?? expect.unreachable()),
        status: "pending",
      }),
    });
    const opened = await opening(world, lagging);
    const paid = await world.dodo.pay(opened.session_id, { silent: true });
    expect((await world.deliver(bodyOf(world, paid), { service: lagging })).status).toBe(503);
    for (let hour = 0; hour < 5; hour += 1) {
      world.clock.advance(HOUR);
      await first.reconcile();
      expect((await world.deliver(bodyOf(world, paid), { service: first })).status).toBe(503);
    }
    expect(await shared.first().readCredit(opened.topup.topup_id)).toMatchObject({
      state: "claimed",
      live: true,
    });
    expect(await shared.today().readPayment(opened.checkout.payment_id)).toMatchObject({
      status: "crediting",
    });
    expect((await world.deliver(bodyOf(world, paid), { service: today() })).status).toBe(200);
    expect(await shared.today().readPayment(opened.checkout.payment_id)).toMatchObject({
      status: "paid",
    });
    expect(world.host.calls).toHaveLength(1);
  });

  test("[F08] a payment that is held because its topup does not say paid is dismissed under today's version, not by the first, and another payment replaces it", async () => {
    await using scene = await beginUpgrade(kind);
    const { world, shared, first, today } = scene;
    const silent = world.secondService({ storage: shared.today(), finishTopup: () => undefined });
    const opened = await opening(world, silent);
    const paid = await world.dodo.pay(opened.session_id, { silent: true });
    await world.deliver(bodyOf(world, paid), { service: silent });
    world.clock.advance(16 * MINUTE);
    await today().reconcile();
    expect(await shared.today().readPayment(opened.checkout.payment_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_not_paid",
    });
    for (const decision of ["dismiss", "credit"] as const) {
      await expect(
        first.releasePayment({
          payment_id: opened.checkout.payment_id,
          decision,
          note: "looked at",
        }),
      ).rejects.toMatchObject({ code: "busy" });
    }
    expect(await decide(world, opened.checkout.payment_id, "dismiss", today())).toBe("dismissed");
    const second = await world.create(opened.topup.topup_id, { service: first });
    const again = await world.dodo.pay(second.provider_session_id, { silent: true });
    expect(
      (await world.deliver(bodyOf(world, again), { service: first, webhook_id: "msg_2" })).status,
    ).toBe(200);
    expect(await shared.today().readPayment(second.payment_id)).toMatchObject({ status: "paid" });
    expect(world.host.calls).toHaveLength(1);
  });
});
