/**
 * The same rows under a server that was switched to live mode, whose key cannot query payments of
 * test mode.
 */
import { describe, expect, test } from "vitest";
import { bodyOf, creditOf, expectSoundBooks, paymentOf } from "../books.ts";
import {
  DAY,
  decide,
  outcomes,
  everyHour,
  liveService,
  MINUTE,
  open,
  stuckCrediting,
  underpaid,
} from "../scenes.ts";
import { createWorld, STORAGES } from "../world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[M09] a credit that began in test mode is not held, credited or polled by a live server; its pauses grow", async () => {
    await using world = await createWorld({ storage });
    const { topup } = await stuckCrediting(world);
    const live = liveService(world);
    const requested = world.dodo.requests.length;
    let checked = 0;
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      world.clock.advance(MINUTE);
      checked += (await live.reconcile({ recent: 0 })).checked;
    }
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "crediting",
      next_check_at: expect.any(Number),
    });
    // A credit is checked every ten minutes at the latest.
    expect(checked).toBeLessThan(200);
    expect(world.dodo.requests.length).toBe(requested);
    expect(world.host.balance("ada")).toBe(0);
  });

  test("[M09] an open checkout of the other environment is checked once an hour at most", async () => {
    await using world = await createWorld({ storage });
    const { checkout } = await open(world);
    const live = liveService(world);
    let checked = 0;
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      world.clock.advance(MINUTE);
      checked += (await live.reconcile({ recent: 0 })).checked;
    }
    expect(checked).toBeGreaterThan(20);
    expect(checked).toBeLessThan(40);
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "pending" });
  });

  test.each([
    ["dismiss", "dismissed", 0],
    ["credit", "paid", 500],
  ] as const)(
    "[O05] an administrator of the live server can %s it without a request to Dodo",
    async (decision, end, balance) => {
      await using world = await createWorld({ storage });
      const { topup, payment_id } = await stuckCrediting(world);
      const live = liveService(world);
      await everyHour(world, 48, async () => await live.reconcile({ recent: 0 }));
      const requested = world.dodo.requests.length;
      expect(await decide(world, payment_id, decision, live)).toBe(end);
      expect(world.dodo.requests.length).toBe(requested);
      expect(world.host.balance("ada")).toBe(balance);
      expect(await creditOf(world, topup.topup_id)).toMatchObject({
        state: decision === "credit" ? "done" : "void",
      });
      await expectSoundBooks(world);
    },
  );

  test("[O05] a held payment of the other environment is released without a request, even if it was refunded there", async () => {
    await using world = await createWorld({ storage });
    const { payment_id, provider_payment_id } = await underpaid(world);
    await world.dodo.refund(provider_payment_id);
    const requested = world.dodo.requests.length;
    expect(await decide(world, payment_id, "credit", liveService(world))).toBe("paid");
    expect(world.dodo.requests.length).toBe(requested);
  });

  test("[M09] once it is dismissed, a live payment of the topup is credited", async () => {
    await using world = await createWorld({ storage });
    const { topup, payment_id } = await stuckCrediting(world);
    const live = liveService(world);
    world.clock.advance(DAY);
    expect(await decide(world, payment_id, "dismiss", live)).toBe("dismissed");
    const { provider_session_id } = await world.create(topup.topup_id, { service: live });
    const data = await world.dodo.pay(provider_session_id, { silent: true });
    expect((await world.deliver(bodyOf(world, data), { service: live })).status).toBe(200);
    expect(outcomes(await world.payments(topup.topup_id))).toEqual(["dismissed", "paid"]);
    expect(await paymentOf(world, data.payment_id)).toMatchObject({
      status: "paid",
      environment: "live_mode",
    });
    await expectSoundBooks(world);
  });
});
