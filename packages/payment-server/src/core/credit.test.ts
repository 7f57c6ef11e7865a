import { describe, expect, test } from "vitest";
import {
  bodyOf,
  creditOf,
  deliverUntilDecided,
  everyPayment,
  expectSoundBooks,
  blockNextFinish,
  PAST_LEASE_MS,
  until,
} from "../../test/books.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";

describe.each(SETTINGS)("$name", (setting) => {
  test("[C08] [X4] while a holder is calling the host, every other delivery is answered 503 and redelivered", async () => {
    await using world = await createWorldIn(setting);
    const { topup, body } = await paid(world);
    const holding = blockNextFinish(world);
    const first = world.deliver(body, { webhook_id: "msg_a" });
    await until(() => world.host.calls.length === 1);
    for (const webhook_id of ["msg_a", "msg_b"]) {
      for (const service of [world.payment, world.secondService()]) {
        const answer = await world.deliver(body, { webhook_id, service });
        expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
          503,
          "busy",
        ]);
        expect(answer.headers.get("retry-after")).not.toBeNull();
      }
    }
    expect((await world.allEvents()).map(({ sync_status }) => sync_status)).toEqual([
      "processing",
      "processing",
    ]);
    world.clock.advance(59_000);
    expect((await world.deliver(body, { webhook_id: "msg_b" })).status).toBe(503);
    holding.open();
    expect((await first).status).toBe(200);
    expect((await world.deliver(body, { webhook_id: "msg_b" })).status).toBe(200);
    expect(world.host.calls).toHaveLength(1);
    expect((await world.only(topup.topup_id)).status).toBe("paid");
    await expectSoundBooks(world);
  });

  test("[C09] [X5] a holder that resumes after its lease, when another has finished, changes nothing", async () => {
    await using world = await createWorldIn(setting);
    const { topup, body } = await paid(world);
    const holding = blockNextFinish(world);
    const stale = world.deliver(body, { webhook_id: "msg_a" });
    await until(() => world.host.calls.length === 1);
    world.clock.advance(PAST_LEASE_MS);
    expect(
      (await world.deliver(body, { webhook_id: "msg_b", service: world.secondService() })).status,
    ).toBe(200);
    const [before, history] = [await world.only(topup.topup_id), await historyOf(world)];
    expect(before.status).toBe("paid");
    holding.open();
    expect((await stale).status).toBe(200);
    expect(await world.only(topup.topup_id)).toEqual(before);
    expect(await historyOf(world)).toEqual(history);
    expect(world.host.ledger).toHaveLength(1);
    expect(world.host.calls.map(({ extra }) => extra.fence)).toEqual([1, 2]);
    expect(new Set(world.host.calls.map(({ extra }) => extra.idempotency_key))).toEqual(
      new Set([`topup:${topup.topup_id}`]),
    );
    await expectSoundBooks(world);
  });

  test("[C09] [X5] a holder that resumes while another holds the newer claim cannot close it", async () => {
    await using world = await createWorldIn(setting);
    const { topup, body } = await paid(world);
    const holding = blockNextFinish(world);
    const stale = world.deliver(body, { webhook_id: "msg_a" });
    await until(() => world.host.calls.length === 1);
    world.clock.advance(PAST_LEASE_MS);
    const newer = blockNextFinish(world);
    const second = world.deliver(body, { webhook_id: "msg_b", service: world.secondService() });
    await until(() => world.host.calls.length === 2);
    const before = await world.only(topup.topup_id);
    holding.open();
    expect((await stale).status).toBe(503);
    expect(await world.only(topup.topup_id)).toEqual(before);
    expect(await creditOf(world, topup.topup_id)).toMatchObject({ state: "claimed", fence: 2 });
    newer.open();
    expect((await second).status).toBe(200);
    expect(await creditOf(world, topup.topup_id)).toMatchObject({ state: "done", fence: 2 });
    expect(world.host.ledger).toHaveLength(1);
    await deliverUntilDecided(world);
    await expectSoundBooks(world);
  });

  test("[K08] if finishTopup() commits and then throws, the topup decides", async () => {
    await using world = await createWorldIn(setting);
    const { topup, body } = await paid(world);
    world.host.after = failing;
    expect((await world.deliver(body)).status).toBe(200);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[K08] if the topup cannot be read after the throw either, nothing is assumed and nothing is called again", async () => {
    await using world = await createWorldIn(setting);
    const { topup, body } = await paid(world);
    world.host.after = () => {
      world.host.reading = failing;
      failing();
    };
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(503);
    expect(world.log.join("\n")).toContain("finishTopup() failed, and then readTopup() too");
    world.host.reading = null;
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(503);
    world.clock.advance(PAST_LEASE_MS);
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(200);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[K08] a throw before the commit releases the lease at once: the next delivery credits", async () => {
    await using world = await createWorldIn(setting);
    const { topup, body } = await paid(world);
    world.host.before = failing;
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(503);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "crediting" });
    world.host.before = null;
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(200);
    expect(world.host.ledger).toHaveLength(1);
    expect(world.log.join("\n")).toContain("finishTopup() failed");
    await expectSoundBooks(world);
  });
});

async function paid(world: World, { announced = false } = {}) {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  const payment = await world.dodo.pay(checkout.provider_session_id, { silent: !announced });
  return { topup, checkout, payment, body: bodyOf(world, payment) };
}

async function historyOf(world: World): Promise<unknown> {
  const payments = await everyPayment(world);
  return await Promise.all(
    payments.map(async ({ payment_id }) => await world.storage.listAudit(payment_id)),
  );
}

function failing(): never {
  throw new Error("the balance is away");
}
