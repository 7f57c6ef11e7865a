/**
 * A process claims a credit and is suspended before it calls the host. Another process takes over,
 * and the suspended one must not continue.
 */
import { describe, expect, test } from "vitest";
import { bodyOf, expectSoundBooks, blockNextFinish, PAST_LEASE_MS, until } from "../books.ts";
import { decide, suspendingAfter, open, underpaid } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

/**
 * The lease minus the time limit of a call to the host. A process that was suspended for longer
 * does not call.
 */
const CALLING_MS = 56_000;

describe.each(STORAGES)("on %s", (storage) => {
  test("[C09] a holder that resumes after another has credited does not call the host again", async () => {
    await using world = await createWorld({ storage });
    const { topup, body, wake } = await suspendedHolder(world);
    world.clock.advance(PAST_LEASE_MS);
    expect((await world.deliver(body, { webhook_id: "msg_b" })).status).toBe(200);
    expect(world.host.calls).toHaveLength(1);
    expect((await wake()).status).toBe(503);
    expect(world.host.calls).toHaveLength(1);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(200);
    await expectSoundBooks(world);
  });

  test("[C09] [C12] a holder that resumes after the payment was refunded and held does not credit it", async () => {
    await using world = await createWorld({ storage });
    const { topup, provider_payment_id, wake } = await suspendedHolder(world);
    await world.dodo.refund(provider_payment_id);
    world.clock.advance(PAST_LEASE_MS);
    await world.dodo.deliver();
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "held",
      hold_reason: "refunded",
    });
    expect((await wake()).status).toBe(503);
    expect(world.host.calls).toEqual([]);
    expect(world.host.balance("ada")).toBe(0);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "held",
      hold_reason: "refunded",
    });
    await expectSoundBooks(world);
  });

  test("[C09] a holder whose call returns after another has credited decides its own delivery too", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    const body = bodyOf(world, await world.dodo.pay(session_id, { silent: true }));
    const calling = blockNextFinish(world);
    const answer = world.deliver(body, { webhook_id: "msg_a" });
    await until(() => world.host.calls.length === 1);
    world.clock.advance(PAST_LEASE_MS);
    expect(
      (await world.deliver(body, { webhook_id: "msg_b", service: world.secondService() })).status,
    ).toBe(200);
    calling.open();
    expect((await answer).status).toBe(200);
    expect(await world.storage.readEvent("dodo:msg_a")).toMatchObject({ sync_status: "applied" });
    await expectSoundBooks(world);
  });

  test("[C09] a holder that was suspended for as long as a call still fits into its lease calls the host", async () => {
    await using world = await createWorld({ storage });
    const { topup, wake } = await suspendedHolder(world);
    world.clock.advance(CALLING_MS);
    expect((await wake()).status).toBe(200);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.calls).toHaveLength(1);
  });

  test("[C09] a holder suspended for one moment longer does not call; no other process took over, and the redelivery credits once", async () => {
    await using world = await createWorld({ storage });
    const { topup, body, wake } = await suspendedHolder(world);
    world.clock.advance(CALLING_MS + 1);
    expect((await wake()).status).toBe(503);
    expect(world.host.calls).toEqual([]);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "crediting",
      next_check_at: expect.any(Number),
    });
    world.clock.advance(PAST_LEASE_MS);
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(200);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C09] [C22] a release that was suspended that long does not call; its retry credits once", async () => {
    await using world = await createWorld({ storage });
    const { payment_id } = await underpaid(world);
    const suspending = suspendingAfter(world.storage, "claimCredit");
    const releasing = decide(
      world,
      payment_id,
      "credit",
      world.secondService({ storage: suspending.storage }),
    );
    await until(suspending.isSuspended);
    world.clock.advance(PAST_LEASE_MS);
    suspending.resume();
    expect(await releasing).toBe("busy");
    expect(world.host.calls).toEqual([]);
    expect(await decide(world, payment_id, "credit")).toBe("paid");
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C09] a host that commits after its payment was dismissed is logged, since it cannot be undone", async () => {
    await using world = await createWorld({ storage });
    const { checkout, session_id } = await open(world);
    await world.dodo.pay(session_id);
    const holding = blockNextFinish(world);
    const delivering = world.dodo.deliver();
    await until(() => world.host.calls.length === 1);
    world.clock.advance(PAST_LEASE_MS);
    expect(await decide(world, checkout.payment_id, "dismiss")).toBe("dismissed");
    holding.open();
    await delivering;
    expect(world.log.join("\n")).toContain(
      "the host credited a payment that was given up meanwhile",
    );
  });
});

/** A paid topup whose delivery `msg_a` is claimed by a process that is then suspended. */
async function suspendedHolder(world: World) {
  const { topup, session_id } = await open(world);
  const payment = await world.dodo.pay(session_id, { silent: true });
  const body = bodyOf(world, payment);
  const suspending = suspendingAfter(world.storage, "claimCredit");
  const answer = world.deliver(body, {
    webhook_id: "msg_a",
    service: world.secondService({ storage: suspending.storage }),
  });
  await until(suspending.isSuspended);
  const wake = async (): Promise<Response> => {
    suspending.resume();
    return await answer;
  };
  return { topup, body, provider_payment_id: payment.payment_id, wake };
}
