/** Payments that only the list of Dodo's recent payments contains. */
import { describe, expect, test } from "vitest";
import { foreignSession, open } from "../../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../../test/world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[O01] a success is found behind a hundred newer foreign payments", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    world.clock.advance(1_000);
    const others = await foreignSession(world, "pdt_topup", { order: "42" });
    const { payment_id, created_at: _, ...other } = await world.dodo.pay(others, { silent: true });
    const created_at = new Date(world.clock.now()).toISOString();
    for (let count = 1; count <= 100; count += 1)
      world.dodo.putPayment({ ...other, payment_id: `${payment_id}${count}`, created_at });
    await scan(world);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
  });

  test("[O02] a full refund, and a dispute that is on the row, are not queried again", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    const { payment_id } = await world.dodo.pay(session_id);
    await world.dodo.deliver();
    world.dodo.faults.webhooks.lose = Number.POSITIVE_INFINITY;
    await world.dodo.refund(payment_id);
    await world.dodo.dispute(payment_id);
    expect(await scan(world)).toEqual(["/payments", `/payments/${payment_id}`]);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "paid",
      refunded_minor: 5_000,
      disputed: true,
    });
    expect(await scan(world)).toEqual(["/payments"]);
  });
});

/** Reconciles by the list alone and returns the calls to Dodo. */
async function scan(world: World): Promise<string[]> {
  const before = world.dodo.requests.length;
  await world.payment.reconcile({ limit: 0 });
  return world.dodo.requests.slice(before).map(({ path }) => path);
}
