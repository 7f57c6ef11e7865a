/**
 * Money that waits for an administrator may be refunded in the meantime; such a refund is shown
 * before a release.
 */
import { describe, expect, test } from "vitest";
import { expectSoundBooks, PAST_LEASE_MS, paymentOf } from "../books.ts";
import {
  decide,
  everyHour,
  foreignSession,
  HOUR,
  open,
  stuckCrediting,
  underpaid,
  whileHostIsDown,
} from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

/** Reversals at Dodo, each with the reason its payment is held for. */
const REVERSALS = [
  ["refunded", async (world: World, id: string): Promise<unknown> => await world.dodo.refund(id)],
  [
    "refunded",
    async (world: World, id: string): Promise<unknown> =>
      await world.dodo.refund(id, { amount: 100 }),
  ],
  [
    "refunded",
    async (world: World, id: string): Promise<unknown> =>
      await world.dodo.refund(id, { status: "pending" }),
  ],
  [
    "refunded",
    async (world: World, id: string): Promise<unknown> =>
      await world.dodo.refund(id, { status: "review" }),
  ],
  ["disputed", async (world: World, id: string): Promise<unknown> => await world.dodo.dispute(id)],
] as const;

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(REVERSALS)("%s at Dodo without a webhook: %s", (reason, reverse) => {
    test("[C12] the first release shows it and is refused, the second decides with it", async () => {
      await using world = await createWorld({ storage });
      const { payment_id, provider_payment_id } = await underpaid(world);
      await withoutWebhook(world, async () => await reverse(world, provider_payment_id));
      expect(await decide(world, payment_id, "credit")).toBe("release_refused");
      expect(world.host.calls).toEqual([]);
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "held",
        hold_reason: reason,
        disputed: reason === "disputed",
      });
      expect(await decide(world, payment_id, "credit")).toBe("paid");
      expect(world.host.balance("ada")).toBe(500);
      await expectSoundBooks(world);
    });

    test("[C12] an unfinished release is not resumed but held again", async () => {
      await using world = await createWorld({ storage });
      const { payment_id, provider_payment_id } = await underpaid(world);
      await whileHostIsDown(world, async () =>
        expect(await decide(world, payment_id, "credit")).toBe("host_unavailable"),
      );
      await withoutWebhook(world, async () => await reverse(world, provider_payment_id));
      world.clock.advance(PAST_LEASE_MS);
      await world.payment.reconcile();
      expect(world.host.balance("ada")).toBe(0);
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "held",
        hold_reason: reason,
        released: false,
      });
      await expectSoundBooks(world);
    });

    test("[C12] a credit that does not finish is not released unseen either", async () => {
      await using world = await createWorld({ storage });
      const { payment_id, provider_payment_id } = await stuckCrediting(world);
      await withoutWebhook(world, async () => await reverse(world, provider_payment_id));
      world.clock.advance(PAST_LEASE_MS);
      expect(await decide(world, payment_id, "credit")).toBe("release_refused");
      expect(world.host.balance("ada")).toBe(0);
      world.clock.advance(HOUR);
      await world.payment.reconcile();
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "held",
        hold_reason: reason,
      });
      await expectSoundBooks(world);
    });
  });

  test("[C12] the refunded amount is on the row after the refused release", async () => {
    await using world = await createWorld({ storage });
    const { payment_id, provider_payment_id } = await underpaid(world);
    await withoutWebhook(
      world,
      async () => await world.dodo.refund(provider_payment_id, { amount: 1_000 }),
    );
    expect(await decide(world, payment_id, "credit")).toBe("release_refused");
    expect(await world.storage.readPayment(payment_id)).toMatchObject({
      net_minor: 4_000,
      refunded_minor: 1_000,
    });
    const history = await world.storage.listAudit(payment_id);
    expect(history.at(-1)).toMatchObject({
      actor: "admin",
      action: "hold",
      from_status: "held",
      to_status: "held",
    });
  });

  test.each([{ status: "failed" as const }, null])(
    "[O05] a refund that failed and no refund at all do not block a release: %j",
    async (refund) => {
      await using world = await createWorld({ storage });
      const { payment_id, provider_payment_id } = await underpaid(world);
      if (refund !== null) await world.dodo.refund(provider_payment_id, refund);
      await whileHostIsDown(world, async () => await decide(world, payment_id, "credit"));
      world.clock.advance(PAST_LEASE_MS);
      await world.payment.reconcile();
      expect(await world.storage.readPayment(payment_id)).toMatchObject({ status: "paid" });
      expect(world.host.balance("ada")).toBe(500);
    },
  );

  test("[O05] while Dodo does not answer, nothing is released and nothing changes; a dismissal needs no answer", async () => {
    await using world = await createWorld({ storage });
    const { payment_id } = await underpaid(world);
    const before = await world.storage.readPayment(payment_id);
    world.dodo.faults.api.fail = { status: 500 };
    const response = await world.send("POST", "/payments/release", {
      as: "admin",
      body: { payment_id, decision: "credit", note: "seen" },
    });
    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({ code: "provider_unavailable" }),
    ]);
    expect(await world.storage.readPayment(payment_id)).toEqual(before);
    expect(world.host.calls).toEqual([]);
    expect(await decide(world, payment_id, "dismiss")).toBe("dismissed");
  });

  test("[O05] the refusal is a 409 that names what happened", async () => {
    await using world = await createWorld({ storage });
    const { payment_id, provider_payment_id } = await underpaid(world);
    await withoutWebhook(world, async () => await world.dodo.refund(provider_payment_id));
    const response = await world.send("POST", "/payments/release", {
      as: "admin",
      body: { payment_id, decision: "credit", note: "seen" },
    });
    expect([response.status, await response.json()]).toEqual([
      409,
      expect.objectContaining({
        code: "release_refused",
        error: expect.stringContaining("refunded"),
      }),
    ]);
  });

  describe("money from another session, whose net was not known when it was held", () => {
    test("[C12] a refund of it is recorded, with the net it is a share of", async () => {
      await using world = await createWorld({ storage });
      const { payment_id, provider_payment_id } = await foreignSessionPayment(world);
      await world.dodo.refund(provider_payment_id, { amount: 2_000 });
      expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "held",
        net_minor: 5_000,
        refunded_minor: 2_000,
      });
      expect(await decide(world, payment_id, "credit")).toBe("release_refused");
      expect(world.host.balance("ada")).toBe(0);
      await expectSoundBooks(world);
    });

    test("[C12] refunded while its release was unfinished, it is held again", async () => {
      await using world = await createWorld({ storage });
      const { payment_id, provider_payment_id } = await foreignSessionPayment(world);
      await whileHostIsDown(world, async () =>
        expect(await decide(world, payment_id, "credit")).toBe("host_unavailable"),
      );
      await world.dodo.refund(provider_payment_id);
      await everyHour(world, 1, async () => {
        await world.dodo.deliver();
        await world.payment.reconcile();
      });
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "held",
        hold_reason: "refunded",
        refunded_minor: 5_000,
      });
      expect(world.host.balance("ada")).toBe(0);
      await expectSoundBooks(world);
    });

    test("[O05] if nothing was refunded, it is released and its net is known from then on", async () => {
      await using world = await createWorld({ storage });
      const { payment_id, provider_payment_id } = await foreignSessionPayment(world);
      expect(await decide(world, payment_id, "credit")).toBe("paid");
      expect(world.host.balance("ada")).toBe(500);
      await world.dodo.refund(provider_payment_id, { amount: 500 });
      await world.dodo.deliver();
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "paid",
        net_minor: 5_000,
        refunded_minor: 500,
      });
      await expectSoundBooks(world);
    });
  });
});

/** Runs `happen` at Dodo and drops its webhook. */
async function withoutWebhook(world: World, happen: () => Promise<unknown>): Promise<void> {
  world.dodo.faults.webhooks.lose = 1;
  await happen();
  await world.dodo.deliver();
  world.dodo.faults.webhooks = {};
}

/**
 * A paid and held payment of a foreign session of the same product, whose metadata name our
 * payment.
 */
async function foreignSessionPayment(
  world: World,
): Promise<{ payment_id: string; provider_payment_id: string }> {
  const { checkout } = await open(world);
  const paid = await world.dodo.pay(
    await foreignSession(world, "pdt_topup", { payment_id: checkout.payment_id }),
  );
  await world.dodo.deliver();
  const { payment_id, status, hold_reason } = await paymentOf(world, paid.payment_id);
  expect([status, hold_reason]).toEqual(["held", "session_mismatch"]);
  return { payment_id, provider_payment_id: paid.payment_id };
}
