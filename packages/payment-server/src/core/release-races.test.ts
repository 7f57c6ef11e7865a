/** Releases that race other requests, or die before they are done. */
import { describe, expect, test } from "vitest";
import {
  expectSoundBooks,
  blockNextFinish,
  PAST_LEASE_MS,
  reconcileUntilDone,
  until,
} from "../../test/books.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import { PaymentError } from "../index.ts";
import { held, release } from "../../test/releases.ts";

describe.each(SETTINGS)("$name", (setting) => {
  test("[C22] a release racing a delivery and another release makes one call and one credit", async () => {
    await using world = await createWorldIn(setting);
    const { body, payment_id } = await held(world);
    const answers = await Promise.all([
      release(world, payment_id, "credit"),
      world.deliver(body, { service: world.secondService() }),
      release(world, payment_id, "credit", world.secondService()),
      world.deliver(body, { webhook_id: "msg_x" }),
    ]);
    expect(answers.map(({ status }) => status)).toContain(200);
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    world.clock.advance(PAST_LEASE_MS);
    expect((await world.deliver(body, { webhook_id: "msg_x" })).status).toBe(200);
    expect((await release(world, payment_id, "credit")).body).toMatchObject({
      payment: { status: "paid" },
    });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C22] a release that another one overtakes between its reads answers like that one, or busy until it is closed; it is never refused", async () => {
    await using world = await createWorldIn(setting);
    for (const [service, status, body] of [
      [world.secondService(), 200, { payment: { status: "paid" } }],
      [
        world.secondService({ storage: { ...world.storage, closeCredit: unreachable } }),
        503,
        { code: "busy" },
      ],
    ] as const) {
      const { payment_id } = await held(world);
      world.host.reading = async () => {
        world.host.reading = null;
        expect((await release(world, payment_id, "credit", service)).status).toBe(status);
      };
      expect(await release(world, payment_id, "credit")).toMatchObject({ status, body });
      world.clock.advance(PAST_LEASE_MS);
      expect((await release(world, payment_id, "credit")).body).toMatchObject({
        payment: { status: "paid" },
      });
    }
    expect(world.host.calls).toHaveLength(2);
    await expectSoundBooks(world);
  });

  test("[C22] while a release is calling the host, a delivery, a second release and a dismissal wait or are refused", async () => {
    await using world = await createWorldIn(setting);
    const { body, payment_id } = await held(world);
    const holding = blockNextFinish(world);
    const releasing = release(world, payment_id, "credit");
    await until(() => world.host.calls.length === 1);
    expect((await world.deliver(body, { webhook_id: "msg_x" })).status).toBe(503);
    expect((await release(world, payment_id, "credit", world.secondService())).status).toBe(503);
    expect((await release(world, payment_id, "dismiss")).status).toBe(503);
    holding.open();
    expect((await releasing).body).toMatchObject({ payment: { status: "paid" } });
    expect((await world.deliver(body, { webhook_id: "msg_x" })).status).toBe(200);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C22] a release that died before the host was done is finished by reconciliation, and not held again", async () => {
    await using world = await createWorldIn(setting);
    const { topup, payment_id } = await held(world);
    world.host.before = failing;
    expect((await release(world, payment_id, "credit")).status).toBe(503);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "crediting", released: true });
    await world.payment.reconcile();
    world.host.before = null;
    await reconcileUntilDone(world);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid", net_minor: 4_000 });
    expect(world.host.ledger).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test.each(["a delivery", "the release again", "reconciliation"])(
    "[C22] a release that died after the host was done is closed, not called, by %s",
    async (by) => {
      await using world = await createWorldIn(setting);
      const { topup, body, payment_id } = await held(world);
      const dying = world.secondService({
        storage: { ...world.storage, closeCredit: unreachable },
      });
      expect((await release(world, payment_id, "credit", dying)).status).toBe(503);
      expect((await release(world, payment_id, "credit")).status).toBe(503);
      world.clock.advance(PAST_LEASE_MS);
      if (by === "a delivery") expect((await world.deliver(body)).status).toBe(200);
      else if (by === "reconciliation") await world.payment.reconcile();
      else
        expect((await release(world, payment_id, "credit")).body).toMatchObject({
          payment: { status: "paid" },
        });
      expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    },
  );
});

function failing(): never {
  throw new Error("the balance is away");
}

async function unreachable(): Promise<never> {
  throw new PaymentError("storage_unavailable", "The database is away.");
}
