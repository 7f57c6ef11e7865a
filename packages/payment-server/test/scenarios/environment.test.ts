import { describe, expect, test } from "vitest";
import { liveService } from "../scenes.ts";
import { createWorld, STORAGES } from "../world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test("[M09] a test payment reported to a live server credits nothing, and is held for review", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const live = liveService(world);
      const checkout = await world.create(world.host.addTopup().topup_id);
      const data = await world.dodo.pay(checkout.provider_session_id, { silent: true });
      const response = await world.deliver(
        { business_id: data.business_id, type: "payment.succeeded", data },
        { service: live },
      );
      expect(await response.json()).toMatchObject({ sync_status: "held" });
      expect(await world.only(checkout.topup_id)).toMatchObject({
        status: "held",
        hold_reason: "environment",
        environment: "test_mode",
      });
      expect(world.host.calls).toEqual([]);
    });

    test("[M09] a test payment of a live payment's session id or metadata credits nothing", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const live = liveService(world);
      const { topup_id } = world.host.addTopup();
      const checkout = await world.create(topup_id, { service: live });
      const data = await world.dodo.pay(checkout.provider_session_id, { silent: true });
      await world.deliver({ business_id: data.business_id, type: "payment.succeeded", data });
      expect(await world.only(topup_id)).toMatchObject({
        status: "held",
        hold_reason: "environment",
        environment: "live_mode",
      });
      expect(world.host.calls).toEqual([]);
    });

    test("[M09] a payment of another business credits nothing", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const checkout = await world.create(world.host.addTopup().topup_id);
      await world.dodo.pay(checkout.provider_session_id, {
        overrides: { business_id: "bus_other" },
      });
      await world.dodo.deliver();
      expect(await world.only(checkout.topup_id)).toMatchObject({
        status: "held",
        hold_reason: "environment",
      });
      expect(world.host.calls).toEqual([]);
    });
  });

  test("[M09] if live Dodo does not know the payment, nothing is decided and the test server still credits", async () => {
    await using world = await createWorld({ storage });
    const live = liveService(world);
    const checkout = await world.create(world.host.addTopup().topup_id);
    const data = await world.dodo.pay(checkout.provider_session_id);
    world.dodo.faults.api.fail = { status: 404, code: "NOT_FOUND" };
    const response = await world.deliver(
      { business_id: data.business_id, type: "payment.succeeded", data },
      { service: live },
    );
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "pending" });
    world.dodo.faults.api = {};
    await world.dodo.deliver();
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("[M09] a live server's reconciliation skips test payments", async () => {
    await using world = await createWorld({ storage });
    const live = liveService(world);
    const checkout = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(checkout.provider_session_id, { silent: true });
    world.clock.advance(60_000);
    const before = world.dodo.requests.length;
    await live.reconcile({ recent: 0 });
    expect(world.dodo.requests.length).toBe(before);
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "pending" });
  });

  test("[A10] a checkout of the other environment is never returned again", async () => {
    await using world = await createWorld({ storage });
    const live = liveService(world);
    const { topup_id } = world.host.addTopup();
    const tested = await world.create(topup_id);
    world.clock.advance(1_000);
    const lived = await world.create(topup_id, { service: live });
    expect(lived.checkout_url).not.toBe(tested.checkout_url);
    expect(lived.checkout_url).toMatch(/^https:\/\/checkout\.dodopayments\.com\//);
    expect(await world.create(topup_id, { service: live })).toEqual(lived);
    expect((await world.create(topup_id)).checkout_url).toBe(tested.checkout_url);
    expect((await world.payments(topup_id)).map(({ environment }) => environment)).toEqual([
      "test_mode",
      "live_mode",
    ]);
  });
});
