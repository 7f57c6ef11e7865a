/**
 * A topup may be edited after our last read of it and before the host's update; `extra.topup` lets
 * the host compare once more.
 */
import { describe, expect, test } from "vitest";
import { bodyOf, PAST_LEASE_MS } from "../books.ts";
import { foreignSession, open } from "../scenes.ts";
import { createWorld, ORIGIN, STORAGES, type World } from "../world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each([{ credits: 50_000 }, { usd_cents: 1 }, { user_id: "eve" }])(
    "[F04] an edit to %j after our last read is not credited by a host that compares it with what was paid for",
    async (edit) => {
      await using world = await createWorld({ storage });
      const { topup, session_id } = await open(world);
      const { usd_cents, credits, user_id } = topup;
      const paid = await world.dodo.pay(session_id, { silent: true });
      const compared: unknown[] = [];
      const service = world.secondService({
        finishTopup(topup_id, extra) {
          compared.push(extra.topup);
          const present = { ...topup, ...edit };
          world.host.topups.set(topup_id, present);
          throw new Error(
            present.credits === extra.topup.credits ? "another edit" : "no row was updated",
          );
        },
      });
      expect((await world.deliver(bodyOf(world, paid), { service })).status).toBe(503);
      world.clock.advance(PAST_LEASE_MS);
      expect(await (await world.deliver(bodyOf(world, paid), { service })).json()).toMatchObject({
        sync_status: "held",
      });
      expect(compared).toEqual([{ usd_cents, credits, user_id }]);
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "held",
        hold_reason: "topup_changed",
      });
      expect(world.host.ledger).toEqual([]);
    },
  );

  test("[F04] after a release it is what the administrator has accepted", async () => {
    await using world = await createWorld({ storage });
    const { topup, checkout, session_id } = await open(world);
    world.host.topups.set(topup.topup_id, { ...topup, credits: 700 });
    await world.dodo.pay(session_id);
    await world.dodo.deliver();
    const accepted = { usd_cents: topup.usd_cents, credits: 700, user_id: topup.user_id };
    const compared: unknown[] = [];
    const service = world.secondService({
      finishTopup(topup_id, extra) {
        compared.push(extra.topup);
        world.host.topups.set(topup_id, { ...topup, credits: 700, status: "paid" });
      },
    });
    expect(
      await service.releasePayment({
        payment_id: checkout.payment_id,
        decision: "credit",
        note: "reviewed",
        topup: accepted,
      }),
    ).toMatchObject({ status: "paid" });
    expect(compared).toEqual([accepted]);
  });
});

test("a checkout with the session of another payment is refused, and its payment expires", async () => {
  for (const storage of STORAGES) {
    await using world = await createWorld({ storage });
    const first = await open(world);
    const topup = world.host.addTopup();
    world.dodo.faults.api.transform = (path, body) =>
      path === "/checkouts" ? { ...Object(body), session_id: first.session_id } : body;
    const response = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { method_id: "dodo", topup_id: topup.topup_id },
    });
    expect([response.status, await response.json()]).toEqual([
      502,
      expect.objectContaining({ code: "provider_invalid" }),
    ]);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "failed",
      provider_session_id: null,
    });
    world.dodo.faults.api = {};
    expect((await world.create(topup.topup_id)).provider_session_id).not.toBe(first.session_id);
  }
});

test.each(STORAGES)(
  "on %s, a checkout with the session of another payment does not end its own payment if that was paid meanwhile",
  async (storage) => {
    await using world = await createWorld({ storage });
    const first = await open(world);
    const topup = world.host.addTopup();
    const service = world.secondService({
      base_url: ORIGIN,
      storage: {
        ...world.storage,
        async changePayment(change) {
          // The webhook arrives before the answer to the create is stored.
          if (change.audit.action === "open") {
            const row = await world.only(topup.topup_id);
            if (row.status === "pending") await payWithoutSession(world, row.payment_id);
          }
          return await world.storage.changePayment(change);
        },
      },
    });
    world.dodo.faults.api.transform = (path, body) =>
      path === "/checkouts" ? { ...Object(body), session_id: first.session_id } : body;
    await expect(
      service.createCheckout({ topup_id: topup.topup_id, user_id: "ada", method_id: "dodo" }),
    ).rejects.toMatchObject({ code: "provider_invalid" });
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.ledger).toHaveLength(1);
  },
);

/** Delivers a success that names our payment, whose session the row does not have yet. */
async function payWithoutSession(world: World, payment_id: string): Promise<void> {
  world.dodo.faults.api = {};
  const session_id = await foreignSession(world, "pdt_topup", { payment_id });
  const paid = await world.dodo.pay(session_id, { silent: true });
  expect((await world.deliver(bodyOf(world, paid))).status).toBe(200);
}
