/**
 * A soft end is polled for 14 days, since a declined buyer may have paid with another card and the
 * webhook may be lost.
 */
import { describe, expect, test } from "vitest";
import { DAY, MINUTE, open } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import { nextCheckAt } from "../../src/core/schedule.ts";
import { samplePayment } from "../../src/testing/storage/records.ts";

/** Reconciles once a day and returns the days on which Dodo was called. */
async function daysPolled(world: World, from: number, to: number): Promise<number[]> {
  const requested: number[] = [];
  for (let day = from; day <= to; day += 1) {
    const before = world.dodo.requests.length;
    await world.payment.reconcile({ recent: 0 });
    if (world.dodo.requests.length > before) requested.push(day);
    world.clock.advance(DAY);
  }
  return requested;
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[O01] its 14 days run from the day the payment was made, even if Dodo changes its status on the tenth", async () => {
    await using world = await createWorld({ storage, dodo: { payment_id_after_decline: "new" } });
    const { topup, session_id } = await open(world);
    await world.dodo.pay(session_id, { result: "failed" });
    await world.dodo.deliver();
    world.clock.advance(MINUTE * 10);
    expect(await daysPolled(world, 0, 9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const before = await world.only(topup.topup_id);
    world.dodo.patchPayment(before.provider_payment_id ?? "", { status: "cancelled" });
    expect(await daysPolled(world, 10, 13)).toEqual([10, 11, 12, 13]);
    const after = await world.only(topup.topup_id);
    expect(after).toMatchObject({
      status: "failed",
      provider_status: "cancelled",
      created_at: before.created_at,
    });
    expect(after.updated_at - after.created_at).toBeGreaterThan(9 * DAY);
    // The last poll was scheduled within the 14 days.
    await daysPolled(world, 14, 14);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "failed",
      next_check_at: null,
    });
    expect(await daysPolled(world, 15, 30)).toEqual([]);
  });
});

test.each(["failed", "canceled", "expired"] as const)(
  "[O01] %s: whatever was changed since it was made, it is polled for 14 days and not longer",
  (status) => {
    const made_at = Date.parse("2026-11-01T00:00:00Z");
    const payment = (days_to_change: number) =>
      samplePayment("a", {
        status,
        created_at: made_at,
        updated_at: made_at + days_to_change * DAY,
      });
    for (const changed of [0, 7, 14]) {
      expect(nextCheckAt(payment(changed), made_at + 14 * DAY)).toBeGreaterThan(made_at + 14 * DAY);
      expect(nextCheckAt(payment(changed), made_at + 14 * DAY + 1)).toBeNull();
    }
  },
);
