/**
 * A dispute that was won returns the money, but its mark stays: the host may have taken the credits
 * back in the meantime.
 */
import { describe, expect, test } from "vitest";
import { deliverUntilDecided, expectSoundBooks, reconcileUntilDone } from "../books.ts";
import { decide, open, underpaid } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

/** Opens a dispute and wins it, and delivers both events. */
async function disputedAndWon(world: World, provider_payment_id: string): Promise<void> {
  await world.dodo.dispute(provider_payment_id);
  await deliverUntilDecided(world);
  await world.dodo.dispute(provider_payment_id, { type: "dispute.won" });
  await deliverUntilDecided(world);
}

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test("[C12] a credited payment stays marked as disputed once the dispute was won, whatever is reported of it afterwards", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const { topup, session_id } = await open(world);
      const { payment_id } = await world.dodo.pay(session_id);
      await deliverUntilDecided(world);
      expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid", disputed: false });
      await disputedAndWon(world, payment_id);
      expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid", disputed: true });
      await world.dodo.refund(payment_id, { amount: 1_000 });
      await deliverUntilDecided(world);
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "paid",
        disputed: true,
        refunded_minor: 1_000,
      });
      await expectSoundBooks(world);
    });

    test("[C12] a held payment stays marked as disputed once the dispute was won, and when it is released", async () => {
      await using world = await createWorld({ storage, service: { confirm } });
      const { topup, payment_id, provider_payment_id } = await underpaid(world);
      await disputedAndWon(world, provider_payment_id);
      expect(await world.only(topup.topup_id)).toMatchObject({ status: "held", disputed: true });
      expect(await decide(world, payment_id, "credit")).toBe("paid");
      await reconcileUntilDone(world);
      expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid", disputed: true });
      await expectSoundBooks(world);
    });
  });
});
