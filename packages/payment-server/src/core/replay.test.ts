import { describe, expect, test } from "vitest";
import {
  bodyOf,
  deliverUntilDecided,
  everyPayment,
  expectSoundBooks,
  blockNextFinish,
  until,
} from "../../test/books.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";
import type { WireEvent } from "../index.ts";

describe.each(SETTINGS)("$name", (setting) => {
  test("[O05] every event can be replayed, twice over, and what was decided stays decided", async () => {
    await using world = await createWorldIn(setting);
    const { body, payment } = await paid(world);
    await world.deliver(body, { webhook_id: "msg_applied" });
    await world.deliver({ ...body, type: "payment.processing" }, { webhook_id: "msg_late" });
    await world.deliver(
      {
        ...body,
        type: "subscription.active",
        data: { payload_type: "Subscription", subscription_id: "sub_1" },
      },
      { webhook_id: "msg_other" },
    );
    await world.deliver(
      {
        ...body,
        data: { ...payment, payment_id: "pay_test", checkout_session_id: "cks_123", metadata: {} },
      },
      { webhook_id: "msg_example" },
    );
    await world.deliver(
      {
        ...body,
        data: {
          ...payment,
          payment_id: "pay_x",
          checkout_session_id: null,
          metadata: { payment_id: "pmt_AAAAAAAAAAAAAAAAAAAAAA" },
          created_at: "2026-11-22T08:16:00Z",
        },
      },
      { webhook_id: "msg_unmatched" },
    );
    const short = await paid(world, { total_amount: 4_000 });
    await world.deliver(short.body, { webhook_id: "msg_held" });
    await world.dodo.refund(payment.payment_id, { amount: 100 });
    await deliverUntilDecided(world);
    const [events, payments] = [await world.allEvents(), await everyPayment(world)];
    expect(new Set(events.map(({ sync_status, sync_error }) => sync_error ?? sync_status))).toEqual(
      new Set(["applied", "ignored", "held", "unmatched"]),
    );
    for (const event of [...events, ...events]) {
      const answer = await replayOf(world, event.event_id);
      expect(answer.status).toBe(200);
      expect(undated(answer.body.event)).toEqual(undated(event));
    }
    expect(await everyPayment(world)).toEqual(payments);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[O05] the replay of an undecided event credits, once, and the audit names it", async () => {
    await using world = await createWorldIn(setting);
    const { topup, body } = await paid(world);
    world.host.before = failing;
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(503);
    world.host.before = null;
    for (let time = 0; time < 2; time += 1) {
      expect((await replayOf(world, "dodo:msg_a")).body.event).toMatchObject({
        event_id: "dodo:msg_a",
        sync_status: "applied",
        sync_error: null,
      });
    }
    const payment = await world.only(topup.topup_id);
    expect(payment.status).toBe("paid");
    expect((await world.storage.listAudit(payment.payment_id)).at(-1)).toMatchObject({
      actor: "admin:root",
      action: "close",
      event_id: "dodo:msg_a",
      note: "replay",
    });
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(200);
    expect(world.host.ledger).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[O05] a replay uses the payment's present status at Dodo, never the stored one", async () => {
    await using world = await createWorldIn(setting);
    const { topup, body, payment } = await paid(world);
    world.host.reading = failing;
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(503);
    world.host.reading = null;
    world.dodo.patchPayment(payment.payment_id, { status: "failed" });
    expect((await replayOf(world, "dodo:msg_a")).status).toBe(200);
    expect((await world.only(topup.topup_id)).status).toBe("failed");
    expect(world.host.calls).toEqual([]);
    world.dodo.patchPayment(payment.payment_id, { status: "succeeded" });
    expect((await replayOf(world, "dodo:msg_a")).body.event).toMatchObject({
      sync_status: "applied",
    });
    expect((await world.only(topup.topup_id)).status).toBe("paid");
    await expectSoundBooks(world);
  });

  test("[O05] a replay reports what became of an event that was decided with less information", async () => {
    await using world = await createWorldIn(setting);
    const { topup, body } = await paid(world, { total_amount: 4_000 });
    await world.deliver(body, { webhook_id: "msg_a" });
    expect(await world.allEvents()).toMatchObject([{ sync_status: "held" }]);
    const { payment_id } = await world.only(topup.topup_id);
    await world.send("POST", "/payments/release", {
      as: "admin",
      body: { payment_id, decision: "credit", note: "seen" },
    });
    for (let time = 0; time < 2; time += 1) {
      expect((await replayOf(world, "dodo:msg_a")).body.event).toMatchObject({
        sync_status: "applied",
        payment_id,
      });
      expect(await world.allEvents()).toMatchObject([{ sync_status: "applied" }]);
    }
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[O05] a replay while the payment is being credited waits; one concurrent with a delivery makes one call", async () => {
    await using world = await createWorldIn(setting);
    const { body } = await paid(world);
    const holding = blockNextFinish(world);
    const delivering = world.deliver(body, { webhook_id: "msg_a" });
    await until(() => world.host.calls.length === 1);
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(503);
    expect((await replayOf(world, "dodo:msg_a")).status).toBe(503);
    holding.open();
    const answers = await Promise.all([
      delivering,
      replayOf(world, "dodo:msg_a"),
      world.deliver(body, { webhook_id: "msg_b", service: world.secondService() }),
    ]);
    expect(answers[0].status).toBe(200);
    expect((await replayOf(world, "dodo:msg_a")).status).toBe(200);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[O05] an unknown event is 404, and so is the route for a user who is not an administrator", async () => {
    await using world = await createWorldIn(setting);
    expect((await replayOf(world, "dodo:msg_none")).status).toBe(404);
    expect((await replayOf(world, "dodo:msg_none", "user:ada")).status).toBe(404);
  });
});

async function paid(world: World, overrides: Record<string, unknown> = {}) {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  const payment = await world.dodo.pay(checkout.provider_session_id, { silent: true, overrides });
  return { topup, payment, body: bodyOf(world, payment) };
}

async function replayOf(world: World, event_id: string, as = "admin") {
  const response = await world.send("POST", "/events/replay", { as, body: { event_id } });
  return { status: response.status, body: (await response.json()) as { event: WireEvent } };
}

function undated({
  updated_at: _updated,
  attempts: _attempts,
  ...event
}: WireEvent): Partial<WireEvent> {
  return event;
}

function failing(): never {
  throw new Error("the balance is away");
}
