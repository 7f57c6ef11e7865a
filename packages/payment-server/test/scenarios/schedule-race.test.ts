/**
 * A process that polls a payment also schedules its next check; a concurrent write takes precedence
 * over that schedule.
 */
import { describe, expect, test } from "vitest";
import { bodyOf, expectSoundBooks, PAST_LEASE_MS, presentPayment, until } from "../books.ts";
import { DAY, suspendingAfter, HOUR, MINUTE, open } from "../scenes.ts";
import { createWorld, STORAGES } from "../world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[O01] the last poll of an old decline, racing the claim of its late success, does not remove the credit from the schedule", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    const declined = await world.dodo.pay(session_id, { result: "failed" });
    await world.dodo.deliver();
    world.clock.advance(14 * DAY + MINUTE);
    const reading = suspendingAfter(world.storage, "readPayment");
    const reconciling = world.secondService({ storage: reading.storage }).reconcile({ recent: 0 });
    await until(reading.isSuspended);
    world.dodo.patchPayment(declined.payment_id, {
      status: "succeeded",
      tax: 0,
      settlement_tax: 0,
    });
    const claiming = suspendingAfter(world.storage, "claimCredit");
    const dead = world.deliver(bodyOf(world, await presentPayment(world, declined.payment_id)), {
      service: world.secondService({ storage: claiming.storage }),
    });
    await until(claiming.isSuspended);
    reading.resume();
    await reconciling;
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "crediting",
      next_check_at: expect.any(Number),
    });
    world.clock.advance(HOUR);
    await world.payment.reconcile({ recent: 0 });
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid", next_check_at: null });
    claiming.resume();
    await dead;
    expect(world.host.balance("ada")).toBe(500);
    await expectSoundBooks(world);
  });

  test("[O01] a payment that is processing for a month is still polled", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    const slow = await world.dodo.pay(session_id, { result: "processing", silent: true });
    world.clock.advance(30 * DAY);
    await world.payment.reconcile({ recent: 0 });
    world.dodo.patchPayment(slow.payment_id, { status: "succeeded", tax: 0, settlement_tax: 0 });
    world.clock.advance(HOUR + PAST_LEASE_MS);
    await world.payment.reconcile({ recent: 0 });
    expect(world.host.balance("ada")).toBe(500);
  });
});
