/** A payment is held if its host never confirms the credit; a release or a dismissal ends the hold. */
import { describe, expect, test } from "vitest";
import { around } from "../../test/faults.ts";
import { decide, MINUTE } from "../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";
import { unconfirmed, topupOf } from "../../test/unconfirmed-hosts.ts";

describe.each(STORAGES)("on %s", (storage) => {
  describe("a payment that is held because its topup does not say `paid`", () => {
    async function heldPayment(world: World) {
      let fixed = false;
      const made = await unconfirmed(world, () => async (topup_id: string) => {
        if (fixed) world.host.topups.set(topup_id, { ...topupOf(world, topup_id), status: "paid" });
      });
      await made.deliver();
      world.clock.advance(16 * MINUTE);
      await world.payment.reconcile();
      expect(await world.only(made.opened.topup.topup_id)).toMatchObject({
        status: "held",
        hold_reason: "topup_not_paid",
      });
      const fixHost = (): void => {
        fixed = true;
      };
      return { ...made, fixHost, payment_id: made.opened.checkout.payment_id };
    }

    test("[F08] is called once more when an administrator releases it, and not a second time", async () => {
      await using world = await createWorld({ storage });
      const { calls, fixHost, payment_id, service } = await heldPayment(world);
      expect(await decide(world, payment_id, "credit", service)).toBe("busy");
      expect(calls).toHaveLength(2);
      world.clock.advance(2 * MINUTE);
      await service.reconcile();
      expect(calls).toHaveLength(2);
      world.clock.advance(16 * MINUTE);
      await service.reconcile();
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "held",
        hold_reason: "topup_not_paid",
        released: true,
      });
      fixHost();
      expect(await decide(world, payment_id, "credit", service)).toBe("paid");
      expect(calls).toHaveLength(3);
      expect(
        (await world.storage.listAudit(payment_id))
          .filter(({ actor }) => actor === "admin")
          .map(({ action }) => action),
      ).toEqual(["release", "takeover", "return", "release", "takeover", "close"]);
    });

    test("[F08] is closed without a call if its topup says paid by now, and cannot be dismissed then", async () => {
      await using world = await createWorld({ storage });
      const { calls, opened, payment_id, service } = await heldPayment(world);
      world.host.topups.set(opened.topup.topup_id, { ...opened.topup, status: "paid" });
      expect(await decide(world, payment_id, "dismiss", service)).toBe("release_refused");
      expect(await decide(world, payment_id, "credit", service)).toBe("paid");
      expect(calls).toHaveLength(1);
      expect(await world.storage.readCredit(opened.topup.topup_id)).toMatchObject({
        state: "done",
      });
    });

    test("[F08] is not called again if the first call credits late, during a release", async () => {
      await using world = await createWorld({ storage });
      const { calls, opened, payment_id } = await heldPayment(world);
      const late = around(world.storage, async (verb, run) => {
        const result = await run();
        if (verb === "reopenCredit")
          world.host.topups.set(opened.topup.topup_id, { ...opened.topup, status: "paid" });
        return result;
      });
      expect(
        await decide(world, payment_id, "credit", world.secondService({ storage: late })),
      ).toBe("paid");
      expect([calls.length, world.host.calls.length]).toEqual([1, 0]);
    });

    test("[F08] can be dismissed, and then another payment of the topup may be credited", async () => {
      await using world = await createWorld({ storage });
      const { calls, opened, payment_id, service } = await heldPayment(world);
      expect(await decide(world, payment_id, "dismiss", service)).toBe("dismissed");
      expect(await world.storage.readCredit(opened.topup.topup_id)).toMatchObject({
        state: "void",
      });
      const again = await world.create(opened.topup.topup_id);
      await world.dodo.pay(again.provider_session_id);
      await world.dodo.deliver();
      expect((await world.payments(opened.topup.topup_id)).map(({ status }) => status)).toEqual([
        "dismissed",
        "paid",
      ]);
      expect(calls).toHaveLength(1);
      expect(world.host.ledger).toHaveLength(1);
    });

    test("[F08] [C10] keeps a second payment of the topup from being credited: it is held as a duplicate", async () => {
      await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
      const { opened } = await heldPayment(world);
      await world.dodo.pay(opened.session_id);
      await world.dodo.deliverAll();
      const rows = await world.payments(opened.topup.topup_id);
      expect(rows.map(({ status, hold_reason }) => [status, hold_reason])).toEqual([
        ["held", "topup_not_paid"],
        ["held", "duplicate_payment"],
      ]);
      expect(world.host.calls).toEqual([]);
    });
  });
});
