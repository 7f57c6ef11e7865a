/** A credit that began and cannot finish by itself needs another way to end. */
import { describe, expect, test } from "vitest";
import {
  bodyOf,
  creditOf,
  everyPayment,
  expectSoundBooks,
  blockNextFinish,
  PAST_LEASE_MS,
  paymentOf,
  presentPayment,
  until,
} from "../books.ts";
import { decide, outcomes, everyHour, MINUTE, open, stuckCrediting } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import { PaymentError } from "../../src/index.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each(["failed", "cancelled"])(
    "[C12] a success that was taken back (%s) before the host credited is held as refunded and frees the topup",
    async (status) => {
      await using world = await createWorld({ storage });
      const { topup, provider_payment_id } = await stuckCrediting(world);
      world.dodo.patchPayment(provider_payment_id, { status });
      await everyHour(world, 2);
      expect(await world.only(topup.topup_id)).toMatchObject({
        status: "held",
        hold_reason: "refunded",
        provider_status: status,
        next_check_at: null,
      });
      expect(await creditOf(world, topup.topup_id)).toMatchObject({ state: "void" });
      expect(world.host.balance("ada")).toBe(0);
      await expectSoundBooks(world);
    },
  );

  test("[C06] a late signed decline takes nothing back: only the API's present status does", async () => {
    await using world = await createWorld({ storage, service: { confirm: "when_unsigned" } });
    const { topup, provider_payment_id } = await stuckCrediting(world);
    const declined = bodyOf(world, {
      ...(await presentPayment(world, provider_payment_id)),
      status: "failed",
    });
    world.clock.advance(20 * MINUTE);
    expect((await world.deliver(declined)).status).toBe(200);
    await world.payment.reconcile();
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.balance("ada")).toBe(500);
    await expectSoundBooks(world);
  });

  test("[C12] another payment of the topup is credited once the one that was taken back is held", async () => {
    // Only a payment with an id of its own is another one.
    const dodo = { payments_per_session: "many", payment_id_after_decline: "new" } as const;
    await using world = await createWorld({ storage, dodo });
    const { session_id, provider_payment_id } = await stuckCrediting(world);
    world.dodo.patchPayment(provider_payment_id, { status: "failed" });
    const second = await world.dodo.pay(session_id);
    await everyHour(world, 6, async () => {
      await world.dodo.deliver();
      await world.payment.reconcile();
    });
    expect(outcomes(await everyPayment(world))).toEqual(["held: refunded", "paid"]);
    expect(await paymentOf(world, second.payment_id)).toMatchObject({ status: "paid" });
    expect(world.host.balance("ada")).toBe(500);
    await expectSoundBooks(world);
  });

  test("[C18] a success that is taken back after the host credited, and before we recorded it, is closed as paid", async () => {
    await using world = await createWorld({ storage });
    const { payment_id, provider_payment_id } = await creditedNotClosed(world);
    world.dodo.patchPayment(provider_payment_id, { status: "failed" });
    await everyHour(world, 2);
    expect(await world.storage.readPayment(payment_id)).toMatchObject({
      status: "paid",
      hold_reason: null,
    });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[O05] a payment whose credit does not finish is credited by an administrator", async () => {
    await using world = await createWorld({ storage });
    const { topup, payment_id } = await stuckCrediting(world);
    world.clock.advance(PAST_LEASE_MS);
    expect(await decide(world, payment_id, "credit")).toBe("paid");
    expect(await decide(world, payment_id, "credit")).toBe("paid");
    expect(world.host.ledger).toMatchObject([{ idempotency_key: `topup:${topup.topup_id}` }]);
    await expectSoundBooks(world);
  });

  test("[O05] or dismissed: its claim is void, nothing credits it later, and another payment may credit", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    const { topup, session_id, payment_id, provider_payment_id } = await stuckCrediting(world);
    world.clock.advance(PAST_LEASE_MS);
    expect(await decide(world, payment_id, "dismiss")).toBe("dismissed");
    expect(await creditOf(world, topup.topup_id)).toMatchObject({ payment_id, state: "void" });
    await everyHour(world, 3, async () => {
      await world.dodo.deliver();
      await world.payment.reconcile();
    });
    expect(world.host.balance("ada")).toBe(0);
    const second = await world.dodo.pay(session_id);
    await world.dodo.deliver();
    expect(await paymentOf(world, second.payment_id)).toMatchObject({ status: "paid" });
    expect(await paymentOf(world, provider_payment_id)).toMatchObject({ status: "dismissed" });
    expect(world.host.balance("ada")).toBe(500);
    await expectSoundBooks(world);
  });

  test.each(["credit", "dismiss"] as const)(
    "[C22] while the host is being called, %s waits",
    async (decision) => {
      await using world = await createWorld({ storage });
      const { session_id, checkout } = await open(world);
      await world.dodo.pay(session_id);
      const holding = blockNextFinish(world);
      const delivering = world.dodo.deliver();
      await until(() => world.host.calls.length === 1);
      expect(await decide(world, checkout.payment_id, decision)).toBe("busy");
      holding.open();
      await delivering;
      expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
        status: "paid",
      });
      expect(world.host.calls).toHaveLength(1);
    },
  );

  test("[C18] [O05] if the host has credited, a dismissal is refused and the payment closed as paid; a credit closes it too", async () => {
    for (const [decision, answer] of [
      ["dismiss", "release_refused"],
      ["credit", "paid"],
    ] as const) {
      await using world = await createWorld({ storage });
      const { payment_id } = await creditedNotClosed(world);
      expect(await decide(world, payment_id, decision)).toBe("busy");
      world.clock.advance(PAST_LEASE_MS);
      expect(await decide(world, payment_id, decision)).toBe(answer);
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "paid",
        next_check_at: null,
      });
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    }
  });
});

/** The host has credited, and the process died before it closed the credit. */
async function creditedNotClosed(world: World) {
  const { session_id, checkout } = await open(world);
  const paid = await world.dodo.pay(session_id, { silent: true });
  const dying = world.secondService({ storage: { ...world.storage, closeCredit: unreachable } });
  expect((await world.deliver(bodyOf(world, paid), { service: dying })).status).toBe(503);
  expect(world.host.ledger).toHaveLength(1);
  expect(await world.only(checkout.topup_id)).toMatchObject({ status: "crediting" });
  return { payment_id: checkout.payment_id, provider_payment_id: paid.payment_id };
}

async function unreachable(): Promise<never> {
  throw new PaymentError("storage_unavailable", "The database is away.");
}
