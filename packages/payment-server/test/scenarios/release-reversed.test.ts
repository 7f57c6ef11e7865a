/** A release does not credit money that was reversed at Dodo since. */
import { describe, expect, test } from "vitest";
import { deliverUntilDecided } from "../books.ts";
import { decide, MINUTE, open, underpaid } from "../scenes.ts";
import { createWorld, STORAGES } from "../world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each(["failed", "processing"])(
    "[O05] a release does not credit money that the provider now calls %s, until it is decided again",
    async (status) => {
      await using world = await createWorld({ storage });
      const { payment_id, provider_payment_id } = await underpaid(world);
      world.dodo.patchPayment(provider_payment_id, { status });
      expect(await decide(world, payment_id, "credit")).not.toBe("paid");
      expect(world.host.balance("ada")).toBe(0);
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "held",
        hold_reason: "refunded",
        provider_status: status,
      });
    },
  );

  test("[O05] a payment whose host may have credited keeps that reason if its money was refunded, and a second release calls the host once more", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id, checkout } = await open(world);
    const paid = await world.dodo.pay(session_id);
    world.host.after = () => void world.host.topups.set(topup.topup_id, topup);
    await world.dodo.deliver();
    world.clock.advance(16 * MINUTE);
    await world.payment.reconcile();
    await world.dodo.refund(paid.payment_id, { amount: 1_000 });
    expect(await decide(world, checkout.payment_id, "credit")).not.toBe("paid");
    expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_not_paid",
      refunded_minor: 1_000,
    });
    expect(world.host.calls).toHaveLength(1);
    world.host.after = null;
    expect(await decide(world, checkout.payment_id, "credit")).toBe("paid");
    expect(world.host.calls).toHaveLength(2);
  });

  test("[O05] a release does not credit money if more was refunded than the row shows", async () => {
    await using world = await createWorld({ storage });
    const { session_id, checkout } = await open(world);
    const paid = await world.dodo.pay(session_id, { silent: true });
    await world.dodo.refund(paid.payment_id, { amount: 1_000 });
    await deliverUntilDecided(world);
    expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
      hold_reason: "refunded",
      refunded_minor: 1_000,
    });
    world.dodo.patchPayment(paid.payment_id, { refund_status: "full" });
    expect(await decide(world, checkout.payment_id, "credit")).not.toBe("paid");
    expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
      status: "held",
      refunded_minor: 5_000,
    });
  });
});
