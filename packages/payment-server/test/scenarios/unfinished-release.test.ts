import { describe, expect, test } from "vitest";
import { createWorld, STORAGES, type World } from "../world.ts";

const RETRY_MS = 61_000;

/** An underpaid payment whose release is left unfinished, because the host is down. */
async function unfinishedRelease(
  world: World,
): Promise<{ payment_id: string; provider_payment_id: string }> {
  const { topup_id } = world.host.addTopup();
  const checkout = await world.create(topup_id);
  const paid = await world.dodo.pay(checkout.provider_session_id, {
    overrides: { total_amount: 4_000 },
  });
  await world.dodo.deliver();
  expect(await world.only(topup_id)).toMatchObject({ status: "held", hold_reason: "underpaid" });
  world.host.before = () => {
    throw new Error("the host is down");
  };
  await expect(
    world.payment.releasePayment({
      payment_id: checkout.payment_id,
      decision: "credit",
      note: "agreed",
    }),
  ).rejects.toMatchObject({ code: "host_unavailable" });
  world.host.before = null;
  return { payment_id: checkout.payment_id, provider_payment_id: paid.payment_id };
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[C22] an unfinished release is finished by reconciliation", async () => {
    await using world = await createWorld({ storage });
    await unfinishedRelease(world);
    world.clock.advance(RETRY_MS);
    await world.payment.reconcile();
    expect(world.host.balance("ada")).toBe(500);
  });

  test("[C12] a payment refunded after its release and before its credit is held again, not credited", async () => {
    await using world = await createWorld({ storage });
    const { payment_id, provider_payment_id } = await unfinishedRelease(world);
    await world.dodo.refund(provider_payment_id);
    world.clock.advance(RETRY_MS);
    await world.payment.reconcile();
    expect(world.host.balance("ada")).toBe(0);
    expect(await world.storage.readPayment(payment_id)).toMatchObject({
      status: "held",
      hold_reason: "refunded",
      released: false,
    });
  });

  test("[C12] a payment disputed after its release and before its credit is held again, not credited", async () => {
    await using world = await createWorld({ storage });
    const { payment_id, provider_payment_id } = await unfinishedRelease(world);
    await world.dodo.dispute(provider_payment_id);
    world.clock.advance(RETRY_MS);
    await world.payment.reconcile();
    expect(world.host.balance("ada")).toBe(0);
    expect(await world.storage.readPayment(payment_id)).toMatchObject({
      status: "held",
      hold_reason: "disputed",
    });
  });
});
