/** The credits that notices take back are those of the money that went back, whenever it did. */
import { describe, expect, test } from "vitest";
import { createNotifiedWorld, returnedOf } from "../notified-world.ts";
import { decide, HOUR, MINUTE, open } from "../scenes.ts";
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

  test("[N09] [F04] values that a release has accepted stay with a payment that is held as unconfirmed", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, sent } = notified;
    const { topup, checkout, session_id } = await open(world);
    const { payment_id } = await world.dodo.pay(session_id);
    const moved = { ...topup, user_id: "bob", credits: 200 };
    world.host.topups.set(topup.topup_id, moved);
    await world.dodo.deliver();
    world.host.after = () =>
      void world.host.topups.set(topup.topup_id, { ...moved, status: "done" });
    const release = { payment_id: checkout.payment_id, decision: "credit", note: "seen" } as const;
    const seen = { usd_cents: 5_000, credits: 200, user_id: "bob" };
    await expect(world.payment.releasePayment({ ...release, topup: seen })).rejects.toMatchObject({
      code: "busy",
    });
    world.clock.advance(16 * MINUTE);
    await world.payment.reconcile();
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_not_paid",
      accepted_credits: 200,
      accepted_user_id: "bob",
    });
    world.host.topups.set(topup.topup_id, { ...moved, status: "paid" });
    expect((await world.payment.releasePayment(release)).status).toBe("paid");
    await world.dodo.refund(payment_id);
    await world.dodo.deliver();
    await notified.settled();
    expect([world.host.balance("ada"), world.host.balance("bob")]).toEqual([0, 200]);
    expect(returnedOf(sent)).toEqual([["refunded", 5_000, 200, "bob"]]);
    const { ref } = await world.only(topup.topup_id);
    const page = await world.send("GET", `/redirect/success?ref=${ref}`, {
      headers: { accept: "application/json" },
    });
    expect(await page.json()).toMatchObject({ status: "paid", credits: 0 });
  });

  test("[N01] each release of a payment that is held again makes a notice", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, kinds } = notified;
    const { topup, checkout, session_id } = await open(world);
    await world.dodo.pay(session_id, { overrides: { total_amount: 4_000 } });
    await world.dodo.deliver();
    world.host.before = () => world.host.topups.set(topup.topup_id, topup);
    const silent = world.secondService({ finishTopup: () => undefined, notify: notified.notify });
    const released: string[][] = [];
    await kinds();
    for (let time = 0; time < 2; time += 1) {
      expect(await decide(world, checkout.payment_id, "credit", silent)).toBe("busy");
      released.push(await kinds());
      world.clock.advance(16 * MINUTE);
      await silent.reconcile();
      released.push(await kinds());
    }
    expect(released).toEqual([["released"], ["held"], ["released"], ["held"]]);
  });

  test.each(["dispute.won", "dispute.cancelled"] as const)(
    "[N09] a dispute that was lost and is then %s gives the credits back, and a later refund takes them",
    async (type) => {
      await using notified = await createNotifiedWorld(storage);
      const { world, sent } = notified;
      const { topup, session_id } = await open(world);
      const { payment_id } = await world.dodo.pay(session_id);
      await world.dodo.deliver();
      for (const event of ["dispute.opened", "dispute.lost", type, "dispute.lost", type] as const) {
        await world.dodo.dispute(payment_id, { type: event });
        await world.dodo.deliverAll();
      }
      expect(await world.only(topup.topup_id)).toMatchObject({
        disputed: true,
        dispute_status: "won",
        refunded_minor: 0,
      });
      await world.dodo.refund(payment_id);
      await world.dodo.deliverAll();
      await notified.settled();
      expect(returnedOf(sent)).toEqual([
        ["dispute_lost", 5_000, 500, "ada"],
        ["dispute_won", -5_000, -500, "ada"],
        ["dispute_lost", 5_000, 500, "ada"],
        ["dispute_won", -5_000, -500, "ada"],
        ["refunded", 5_000, 500, "ada"],
      ]);
      world.clock.advance(HOUR);
      expect((await world.payment.drift()).items).toEqual([]);
    },
  );

  test("[N09] [O05] a release of money that came back from a dispute takes nothing", async () => {
    await using notified = await createNotifiedWorld(storage);
    const { world, sent } = notified;
    const { topup, checkout, session_id } = await open(world);
    const { payment_id } = await world.dodo.pay(session_id);
    await world.dodo.dispute(payment_id, { type: "dispute.lost" });
    await world.dodo.deliverAll();
    world.dodo.faults.webhooks.lose = 1;
    await world.dodo.dispute(payment_id, { type: "dispute.won" });
    await world.dodo.deliver();
    expect(await world.only(topup.topup_id)).toMatchObject({ refunded_minor: 5_000 });
    expect(await decide(world, checkout.payment_id, "credit")).toBe("paid");
    await notified.settled();
    expect(returnedOf(sent)).toEqual([
      ["dispute_lost", 5_000, 0, "ada"],
      ["dispute_won", -5_000, 0, "ada"],
    ]);
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
