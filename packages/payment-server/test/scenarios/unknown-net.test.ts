/**
 * Money whose worth in USD is not known is held, and may be released. What goes back of it counts
 * as a share of the price.
 */
import { describe, expect, test } from "vitest";
import { createNotifiedWorld, returnedOf, type NotifiedWorld } from "../notified-world.ts";
import { decide, HOUR, open } from "../scenes.ts";
import { STORAGES, type World } from "../world.ts";

/** Payments whose net is not known, each with the reason for which it is held. */
const UNKNOWN = [
  ["currency", { currency: "EUR", settlement_currency: "EUR" }],
  ["unknown_amount", { currency: "INR", tax: 413, settlement_tax: null }],
] as const;

/** Pays with these fields and releases the payment that is held for this reason. */
async function released(
  { world }: NotifiedWorld,
  reason: string,
  overrides: Record<string, unknown>,
): Promise<{ payment_id: string; total: number; topup_id: string }> {
  const { topup, checkout, session_id } = await open(world);
  const { payment_id, total_amount } = await world.dodo.pay(session_id, { overrides });
  await world.dodo.deliver();
  expect(await world.only(topup.topup_id)).toMatchObject({
    status: "held",
    hold_reason: reason,
    net_minor: null,
  });
  expect(await decide(world, checkout.payment_id, "credit")).toBe("paid");
  return { payment_id, total: total_amount, topup_id: topup.topup_id };
}

const lose = async (world: World, payment_id: string): Promise<void> => {
  for (const type of ["dispute.opened", "dispute.lost"] as const) {
    await world.dodo.dispute(payment_id, { type });
    await world.dodo.deliver();
  }
};

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(UNKNOWN)("released although its net is not known (%s)", (reason, overrides) => {
    test("[C12] [N09] refunds take their share of the credits, and all of them together", async () => {
      await using notified = await createNotifiedWorld(storage);
      const { world, sent } = notified;
      const { payment_id, total, topup_id } = await released(notified, reason, overrides);
      await world.dodo.refund(payment_id, { amount: Math.ceil(total / 5) });
      await world.dodo.deliver();
      expect(await world.only(topup_id)).toMatchObject({ net_minor: null, refunded_minor: 1_000 });
      await world.dodo.refund(payment_id);
      await world.dodo.deliver();
      await notified.settled();
      expect(returnedOf(sent)).toEqual([
        ["refunded", 1_000, 100, "ada"],
        ["refunded", 4_000, 400, "ada"],
      ]);
      world.clock.advance(HOUR);
      expect((await world.payment.drift()).items).toEqual([]);
    });

    test("[F03] [N09] a lost dispute takes all of the credits", async () => {
      await using notified = await createNotifiedWorld(storage);
      const { payment_id } = await released(notified, reason, overrides);
      await lose(notified.world, payment_id);
      await notified.settled();
      expect(returnedOf(notified.sent)).toEqual([["dispute_lost", 5_000, 500, "ada"]]);
    });

    test("[C20] a refund whose webhook was lost is found among the recent payments, and read once", async () => {
      await using notified = await createNotifiedWorld(storage);
      const { world } = notified;
      const { payment_id, topup_id } = await released(notified, reason, overrides);
      world.dodo.faults.webhooks.lose = 1;
      await world.dodo.refund(payment_id);
      await world.dodo.deliver();
      world.clock.advance(HOUR);
      expect((await world.payment.drift()).items).toMatchObject([
        { kind: "credited_not_paid", reason: "refunded", difference_minor: -5_000 },
      ]);
      const read = (): number =>
        world.dodo.requests.filter(({ path }) => path === `/payments/${payment_id}`).length;
      const counts: number[] = [];
      for (let run = 0; run < 3; run += 1) {
        const before = read();
        world.clock.advance(HOUR);
        await world.payment.reconcile();
        counts.push(read() - before);
      }
      expect(counts).toEqual([1, 0, 0]);
      expect(await world.only(topup_id)).toMatchObject({ refunded_minor: 5_000 });
    });
  });

  test.each([
    [
      "a dispute that was lost",
      "disputed",
      async (world: World, id: string) => await world.dodo.dispute(id),
      async (world: World, id: string) => await world.dodo.dispute(id, { type: "dispute.lost" }),
    ],
    [
      "a refund of the rest",
      "refunded",
      async (world: World, id: string) => await world.dodo.refund(id, { amount: 1 }),
      async (world: World, id: string) => await world.dodo.refund(id),
    ],
    [
      "a dispute after a refund",
      "refunded",
      async (world: World, id: string) => await world.dodo.refund(id, { amount: 1 }),
      async (world: World, id: string) => await world.dodo.dispute(id),
    ],
  ])(
    "[C12] %s, since it was held, is not released unseen",
    async (_, reason, before, meanwhile) => {
      await using notified = await createNotifiedWorld(storage);
      const { world } = notified;
      for (const [currency, overrides] of [
        ["EUR", UNKNOWN[0][1]],
        ["USD", {}],
      ] as const) {
        const { topup, checkout, session_id } = await open(world);
        const { payment_id } = await world.dodo.pay(session_id, { overrides });
        await before(world, payment_id);
        await world.dodo.deliverAll();
        expect((await world.only(topup.topup_id)).hold_reason).toBe(reason);
        world.dodo.faults.webhooks.lose = 1;
        await meanwhile(world, payment_id);
        await world.dodo.deliver();
        expect([currency, await decide(world, checkout.payment_id, "credit")]).toEqual([
          currency,
          "release_refused",
        ]);
        expect(world.host.calls).toEqual([]);
      }
    },
  );
});
