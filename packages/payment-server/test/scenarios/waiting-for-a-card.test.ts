/**
 * A card is declined and the buyer may try another one in the same session: Dodo's API then calls
 * the payment `requires_payment_method`, and a later success has the same id.
 */
import { describe, expect, test } from "vitest";
import { expectSoundBooks, reconcileUntilDone } from "../books.ts";
import { DAY, HOUR, open } from "../scenes.ts";
import { createWorldIn, SETTINGS } from "../settings.ts";

const WAITING = {
  payment_id_after_decline: "same",
  status_after_decline: "requires_payment_method",
} as const;

describe.each(SETTINGS.filter(({ dodo }) => dodo.payment_id_after_decline === "same"))(
  "$name, which waits for another card",
  (setting) => {
    test("[C05] a decline, then a success of the same payment, is one credit", async () => {
      await using world = await createWorldIn(setting, { dodo: WAITING });
      const { topup, session_id } = await open(world);
      await world.dodo.pay(session_id, { result: "failed" });
      await world.dodo.deliver();
      await world.dodo.pay(session_id);
      await world.dodo.deliverAll();
      await world.dodo.deliverAll();
      expect((await world.only(topup.topup_id)).status).toBe("paid");
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    });

    test("[C20] a decline, then a success whose webhook was lost, is credited by reconciliation", async () => {
      await using world = await createWorldIn(setting, { dodo: WAITING });
      const { topup, session_id } = await open(world);
      await world.dodo.pay(session_id, { result: "failed" });
      await world.dodo.deliver();
      await world.dodo.pay(session_id, { silent: true });
      world.clock.advance(HOUR);
      await reconcileUntilDone(world);
      expect((await world.only(topup.topup_id)).status).toBe("paid");
      expect(world.host.calls).toHaveLength(1);
    });

    test("[A08] a declined checkout is not replaced by a second one while its money may still come", async () => {
      await using world = await createWorldIn(setting, { dodo: WAITING });
      const { topup, session_id, checkout } = await open(world);
      await world.dodo.pay(session_id, { result: "failed", silent: true });
      const again = await world.create(topup.topup_id);
      expect(again.checkout_url).toBe(checkout.checkout_url);
      await world.dodo.pay(session_id);
      await world.dodo.deliver();
      expect((await world.only(topup.topup_id)).status).toBe("paid");
      expect(world.host.calls).toHaveLength(1);
    });

    test("[A07] once its session has expired, a new checkout is created and paid", async () => {
      await using world = await createWorldIn(setting, { dodo: WAITING });
      const { topup, session_id } = await open(world);
      await world.dodo.pay(session_id, { result: "failed" });
      await world.dodo.deliver();
      world.clock.advance(2 * DAY);
      const again = await world.create(topup.topup_id);
      expect(again.provider_session_id).not.toBe(session_id);
      await world.dodo.pay(again.provider_session_id);
      await world.dodo.deliverAll();
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    });
  },
);
