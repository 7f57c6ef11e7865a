/** The credits that notices take back are those of the money that went back, whenever it did. */
import { describe, expect, test } from "vitest";
import { createNotifiedWorld, returnedOf } from "../notified-world.ts";
import { decide, MINUTE, open } from "../scenes.ts";
import { STORAGES } from "../world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[N09] a refund while the topup does not say `paid` is taken back once it does", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, sent } = notified;
    const { topup, checkout, session_id } = await open(world);
    const { payment_id } = await world.dodo.pay(session_id);
    // The host books the credits and writes another status than `paid`.
    world.host.after = () =>
      void world.host.topups.set(topup.topup_id, { ...topup, status: "done" });
    await world.dodo.deliver();
    world.clock.advance(16 * MINUTE);
    await world.payment.reconcile();
    await world.dodo.refund(payment_id);
    await world.dodo.deliver();
    await notified.settled();
    expect(returnedOf(sent)).toEqual([["refunded", 5_000, 0, "ada"]]);
    world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
    expect(await decide(world, checkout.payment_id, "credit")).toBe("paid");
    await notified.settled();
    expect(world.host.balance("ada")).toBe(500);
    expect(returnedOf(sent).slice(1)).toEqual([["refunded", 0, 500, "ada"]]);
  });

  test("[N09] a refund before a release counts, and together with the rest it is all", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, sent } = notified;
    const { checkout, session_id } = await open(world);
    const { payment_id } = await world.dodo.pay(session_id);
    await world.dodo.refund(payment_id, { amount: 2_000 });
    await world.dodo.deliverAll();
    expect(await decide(world, checkout.payment_id, "credit")).toBe("paid");
    await world.dodo.refund(payment_id);
    await world.dodo.deliver();
    await notified.settled();
    expect(returnedOf(sent)).toEqual([
      ["refunded", 2_000, 0, "ada"],
      ["refunded", 0, 200, "ada"],
      ["refunded", 3_000, 300, "ada"],
    ]);
  });
});
