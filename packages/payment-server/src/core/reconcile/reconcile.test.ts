import { describe, expect, test } from "vitest";
import { createWorld, STORAGES, type World } from "../../../test/world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["new", "same"] as const)(
    "payment id after a decline: %s",
    (payment_id_after_decline) => {
      describe.each([
        ["the due payments", { recent: 0 }],
        ["Dodo's recent payments", { limit: 0 }],
        ["both", {}],
      ])("through %s", (_, options) => {
        test("[O01] every webhook is lost: after reconciliation all that was paid is credited once", async () => {
          await using world = await createWorld({ storage, dodo: { payment_id_after_decline } });
          world.dodo.faults.webhooks.lose = Number.POSITIVE_INFINITY;
          const topup_ids = await payAllKinds(world);
          await world.dodo.deliverAll();
          world.clock.advance(MINUTE);
          expect(await world.payment.reconcile(options)).toMatchObject({
            credited: 4,
            held: 1,
            failed: 0,
          });
          await expectAllKinds(world, topup_ids);
          const { length } = world.host.calls;
          world.clock.advance(HOUR);
          expect(await world.payment.reconcile(options)).toMatchObject({
            credited: 0,
            held: 0,
            failed: 0,
          });
          expect(world.host.calls).toHaveLength(length);
        });
      });

      test("[O03] after 28 hours of downtime, when Dodo has given up, all that was paid is credited once", async () => {
        await using world = await createWorld({ storage, dodo: { payment_id_after_decline } });
        const topup_ids = await payAllKinds(world);
        world.dodo.webhook_url = "http://localhost:3000/nothing/here";
        for (let passed = 0; passed < 28 * HOUR; passed += 5 * MINUTE) {
          await world.dodo.deliver();
          world.clock.advance(5 * MINUTE);
        }
        await world.dodo.deliver();
        expect(world.dodo.deliveries.map(({ state }) => state)).toEqual(
          Array<string>(8).fill("failed"),
        );
        expect(world.host.calls).toEqual([]);
        const restarted = world.secondService();
        await restarted.reconcile();
        await expectAllKinds(world, topup_ids);
        await restarted.reconcile();
        expect(world.host.ledger).toHaveLength(4);
      });
    },
  );

  test("[O01] a decline whose webhook arrived, then a success whose webhook was lost, is credited", async () => {
    await using world = await createWorld({ storage });
    const checkout = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(checkout.provider_session_id, { result: "failed" });
    await world.dodo.deliver();
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "failed" });
    await world.dodo.pay(checkout.provider_session_id, { silent: true });
    world.clock.advance(10 * MINUTE);
    await world.payment.reconcile({ recent: 0 });
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.balance("ada")).toBe(500);
  });

  test("[O01] a payment that succeeds on the last day of two weeks after a decline is still found", async () => {
    await using world = await createWorld({ storage });
    const checkout = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(checkout.provider_session_id, { result: "failed", silent: true });
    for (let day = 0; day < 13; day += 1) {
      world.clock.advance(24 * HOUR);
      await world.payment.reconcile({ recent: 0 });
    }
    const declined = await world.only(checkout.topup_id);
    world.dodo.patchPayment(declined.provider_payment_id ?? "", { status: "succeeded", tax: 0 });
    world.clock.advance(13 * HOUR);
    await world.payment.reconcile({ recent: 0 });
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "paid" });
  });

  test("[O01] an error of one payment does not affect the others, and it is reconciled again", async () => {
    await using world = await createWorld({ storage });
    const [first, second] = [
      await world.create(world.host.addTopup().topup_id),
      await world.create(world.host.addTopup().topup_id),
    ];
    await world.dodo.pay(first.provider_session_id, { silent: true });
    await world.dodo.pay(second.provider_session_id, { silent: true });
    world.dodo.faults.api.fail = {
      status: 500,
      path: new RegExp(`^/checkouts/${first.provider_session_id}`),
    };
    world.clock.advance(MINUTE);
    expect(await world.payment.reconcile({ recent: 0 })).toEqual({
      checked: 1,
      credited: 1,
      held: 0,
      failed: 1,
    });
    expect(await world.only(second.topup_id)).toMatchObject({ status: "paid" });
    world.dodo.faults.api = {};
    world.clock.advance(MINUTE);
    expect(await world.payment.reconcile({ recent: 0 })).toEqual({
      checked: 1,
      credited: 1,
      held: 0,
      failed: 0,
    });
    expect(world.host.balance("ada")).toBe(1_000);
  });

  test("[O01] an unpaid checkout expires, and a late payment of it is still credited", async () => {
    await using world = await createWorld({ storage });
    const checkout = await world.create(world.host.addTopup().topup_id);
    const { expires_at } = await world.only(checkout.topup_id);
    world.clock.set((expires_at ?? 0) - 1);
    const data = await world.dodo.pay(checkout.provider_session_id, { silent: true });
    world.dodo.putSession({ session_id: checkout.provider_session_id });
    world.clock.advance(HOUR);
    await world.payment.reconcile({ recent: 0 });
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "expired" });
    await world.deliver({ business_id: data.business_id, type: "payment.succeeded", data });
    expect(await world.only(checkout.topup_id)).toMatchObject({ status: "paid" });
  });
});

const KINDS = [
  "at once",
  "declined, then another card",
  "in rupees",
  "slowly",
  "too little",
  "declined",
  "not at all",
] as const;

/**
 * Pays one topup in every way, without delivering anything; returns the topups that must be
 * credited.
 */
async function payAllKinds(world: World): Promise<string[]> {
  const sessions: string[] = [];
  const topup_ids: string[] = [];
  for (const [index] of KINDS.entries()) {
    const { topup_id } = world.host.addTopup({ user_id: `user${index}` });
    topup_ids.push(topup_id);
    sessions.push((await world.create(topup_id, { as: `user:user${index}` })).provider_session_id);
  }
  const [at_once = "", twice = "", rupees = "", slowly = "", too_little = "", declined = ""] =
    sessions;
  await world.dodo.pay(at_once);
  await world.dodo.pay(twice, { result: "failed" });
  await world.dodo.pay(twice);
  await world.dodo.pay(rupees, { currency: "INR", tax: 900 });
  const { payment_id } = await world.dodo.pay(slowly, { result: "processing" });
  await world.dodo.finish(payment_id, "succeeded");
  await world.dodo.pay(too_little, { overrides: { total_amount: 4_999 } });
  await world.dodo.pay(declined, { result: "failed" });
  return topup_ids;
}

async function expectAllKinds(world: World, topup_ids: readonly string[]): Promise<void> {
  expect(world.host.ledger.map(({ topup_id }) => topup_id).sort()).toEqual(topup_ids.slice(0, 4));
  const held = topup_ids[4] ?? "";
  expect(await world.only(held)).toMatchObject({ status: "held", hold_reason: "underpaid" });
  for (const topup_id of topup_ids.slice(0, 4))
    expect(await world.only(topup_id)).toMatchObject({ status: "paid", net_minor: 5_000 });
  for (const topup_id of topup_ids.slice(5))
    expect(["pending", "failed", "expired"]).toContain((await world.only(topup_id)).status);
}
