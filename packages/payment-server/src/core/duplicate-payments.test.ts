/** Two paid payments of one topup make one credit. */
import { describe, expect, test } from "vitest";
import {
  bodyOf,
  creditOf,
  deliverUntilDecided,
  everyPayment,
  expectSoundBooks,
  blockNextFinish,
  paymentOf,
  until,
} from "../../test/books.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";

describe.each(SETTINGS)("$name", (setting) => {
  test("[C10] two paid sessions of one topup make one credit; the second is held as a duplicate", async () => {
    await using world = await createWorldIn(setting);
    const { first, second } = await twoSessions(world);
    await world.dodo.pay(second);
    await world.dodo.pay(first);
    await deliverUntilDecided(world);
    expect(await outcomes(world)).toEqual({
      [second]: ["paid", null],
      [first]: ["held", "duplicate_payment"],
    });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C10] the result is the same if two services receive them at once, whichever is faster", async () => {
    await using world = await createWorldIn(setting);
    const { first, second } = await twoSessions(world);
    const bodies = [];
    for (const session of [first, second])
      bodies.push(bodyOf(world, await world.dodo.pay(session)));
    const services = [world.payment, world.secondService()];
    const answers = await Promise.all(
      bodies.map(
        async (body, index) =>
          await world.deliver(body, { service: services[index] ?? world.payment }),
      ),
    );
    expect(answers.map(({ status }) => status)).toContain(200);
    await deliverUntilDecided(world);
    expect(Object.values(await outcomes(world)).sort()).toEqual([
      ["held", "duplicate_payment"],
      ["paid", null],
    ]);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C10] a payment that is credited between the reads of the second one's delivery makes that a duplicate", async () => {
    await using world = await createWorldIn(setting);
    const { first, second } = await twoSessions(world);
    const bodies = [];
    for (const session of [first, second])
      bodies.push(bodyOf(world, await world.dodo.pay(session, { silent: true })));
    const [credited, duplicate] = bodies;
    // The second delivery reads the credit before it reads the topup.
    let reads = 0;
    world.host.reading = async () => {
      reads += 1;
      if (reads > 1) return;
      const answer = await world.deliver(credited, { webhook_id: "msg_first" });
      expect(answer.status).toBe(200);
    };
    await world.deliver(duplicate, { webhook_id: "msg_second", service: world.secondService() });
    await deliverUntilDecided(world);
    expect(reads).toBeGreaterThan(1);
    expect(await outcomes(world)).toEqual({
      [first]: ["paid", null],
      [second]: ["held", "duplicate_payment"],
    });
    await expectSoundBooks(world);
  });

  test("[C10] while the first payment's claim is unresolved, a second payment of the topup waits", async () => {
    await using world = await createWorldIn(setting);
    const { first, second } = await twoSessions(world);
    const holding = blockNextFinish(world);
    const claiming = world.deliver(bodyOf(world, await world.dodo.pay(first, { silent: true })));
    await until(() => world.host.calls.length === 1);
    const other = bodyOf(world, await world.dodo.pay(second, { silent: true }));
    const send = async (): Promise<number> =>
      (await world.deliver(other, { webhook_id: "msg_other", service: world.secondService() }))
        .status;
    expect(await send()).toBe(503);
    world.clock.advance(3_600_000);
    expect(await send()).toBe(503);
    expect(world.host.calls).toHaveLength(1);
    holding.open();
    expect((await claiming).status).toBe(200);
    expect(await send()).toBe(200);
    expect(await outcomes(world)).toEqual({
      [first]: ["paid", null],
      [second]: ["held", "duplicate_payment"],
    });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C10] a claim that led to no credit is voided before the waiting payment is credited", async () => {
    await using world = await createWorldIn(setting);
    const { topup, first, second } = await twoSessions(world);
    world.host.before = failing;
    const payment = await world.dodo.pay(first);
    expect((await world.dodo.deliver()).map(({ status }) => status)).toContain(503);
    await world.dodo.pay(second);
    await world.dodo.deliver();
    expect(await creditOf(world, topup.topup_id)).toMatchObject({
      state: "claimed",
      payment_id: (await paymentOf(world, payment.payment_id)).payment_id,
    });
    expect(world.host.calls.map(({ extra }) => extra.ref)).toEqual(
      world.host.calls.map(() => payment.payment_id),
    );
    await world.dodo.refund(payment.payment_id);
    world.host.before = null;
    await deliverUntilDecided(world);
    expect(await outcomes(world)).toEqual({
      [first]: ["held", "refunded"],
      [second]: ["paid", null],
    });
    expect(world.host.ledger).toHaveLength(1);
    const fences = world.host.calls.map(({ extra }) => extra.fence);
    expect(fences).toEqual([...fences].sort((a, b) => a - b));
    expect(new Set(fences).size).toBe(fences.length);
    await expectSoundBooks(world);
  });
});

async function open(world: World) {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  return { topup, session: checkout.provider_session_id };
}

/**
 * Two checkouts of one topup that can both be paid: a card was declined on the first, so a second
 * one was created.
 */
async function twoSessions(world: World) {
  const { topup, session: first } = await open(world);
  await world.dodo.pay(first, { result: "failed" });
  await world.dodo.deliver();
  const { provider_session_id: second } = await world.create(topup.topup_id);
  expect(second).not.toBe(first);
  return { topup, first, second };
}

async function outcomes(world: World): Promise<Record<string, unknown[]>> {
  const payments = await everyPayment(world);
  return Object.fromEntries(
    payments.map(({ provider_session_id, status, hold_reason }) => [
      provider_session_id,
      [status, hold_reason],
    ]),
  );
}

function failing(): never {
  throw new Error("the balance is away");
}
