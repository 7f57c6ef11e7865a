import { describe, expect, test } from "vitest";
import {
  deliverUntilDecided,
  everyPayment,
  expectSoundBooks,
  paymentOf,
} from "../../test/books.ts";
import { MINUTE } from "../../test/scenes.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";
import { held, release } from "../../test/releases.ts";
import { noticesOf } from "./notices/notices-of.ts";

describe.each(SETTINGS)("$name", (setting) => {
  test("[O05] a held payment is released once, with the same key, however often the release is retried, and the audit says who and why", async () => {
    await using world = await createWorldIn(setting);
    const { topup, payment_id } = await held(world);
    expect((await release(world, payment_id, "credit")).body).toMatchObject({
      payment: { status: "paid" },
    });
    expect((await release(world, payment_id, "credit")).body).toMatchObject({
      payment: { status: "paid" },
    });
    expect((await release(world, payment_id, "dismiss")).status).toBe(409);
    expect(world.host.calls.map(({ extra }) => extra.idempotency_key)).toEqual([
      `topup:${topup.topup_id}`,
    ]);
    expect(world.host.balance("ada")).toBe(500);
    expect(await adminEntries(world, payment_id)).toMatchObject([
      { action: "claim", from_status: "held", to_status: "crediting", note: "reviewed: credit" },
      { action: "close", from_status: "crediting", to_status: "paid", note: "reviewed: credit" },
    ]);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "paid",
      net_minor: 4_000,
      hold_reason: null,
    });
    await expectSoundBooks(world);
  });

  test("[O05] a held payment is dismissed for good, once, and stays dismissed whatever is reported", async () => {
    await using world = await createWorldIn(setting);
    const { body, payment_id } = await held(world);
    expect((await release(world, payment_id, "dismiss")).body).toMatchObject({
      payment: { status: "dismissed" },
    });
    expect((await release(world, payment_id, "dismiss")).body).toMatchObject({
      payment: { status: "dismissed" },
    });
    expect((await release(world, payment_id, "credit")).status).toBe(409);
    expect((await world.deliver(body)).status).toBe(200);
    world.clock.advance(3_600_000);
    await world.payment.reconcile();
    expect(await everyPayment(world)).toMatchObject([{ status: "dismissed" }]);
    expect(await adminEntries(world, payment_id)).toMatchObject([
      { action: "dismiss", from_status: "held", note: "reviewed: dismiss" },
    ]);
    expect(world.host.calls).toEqual([]);
    await expectSoundBooks(world);
  });

  test("[O05] a duplicate, a payment whose topup is not pending, and a payment that is not held are not released", async () => {
    await using world = await createWorldIn({
      ...setting,
      dodo: { ...setting.dodo, payments_per_session: "many" },
    });
    const { provider_session_id } = await world.create(world.host.addTopup().topup_id);
    const first = await world.dodo.pay(provider_session_id);
    const second = await world.dodo.pay(provider_session_id);
    await deliverUntilDecided(world);
    const duplicate = await paymentOf(world, second.payment_id);
    expect((await release(world, duplicate.payment_id, "credit")).body).toMatchObject({
      code: "release_refused",
    });
    const other = await held(world);
    world.host.topups.set(other.topup.topup_id, { ...other.topup, status: "paid" });
    expect((await release(world, other.payment_id, "credit")).body).toMatchObject({
      code: "release_refused",
    });
    const { payment_id } = await world.create(world.host.addTopup().topup_id);
    for (const decision of ["credit", "dismiss"] as const)
      expect((await release(world, payment_id, decision)).body).toMatchObject({
        code: "release_refused",
      });
    expect((await release(world, "pmt_unknown", "credit")).status).toBe(404);
    expect(world.host.calls.map(({ extra }) => extra.ref)).toEqual([first.payment_id]);
    await expectSoundBooks(world, { elsewhere: [other.topup.topup_id] });
  });

  test.each([0, -500])(
    "[F04] a topup that has %d credits by now is not credited, even if that is accepted",
    async (credits) => {
      await using world = await createWorldIn(setting);
      const { topup, payment_id } = await held(world);
      world.host.topups.set(topup.topup_id, { ...topup, credits });
      const accepted = { usd_cents: topup.usd_cents, credits, user_id: topup.user_id };
      const decision = { payment_id, decision: "credit", note: "as edited" } as const;
      await expect(
        world.payment.releasePayment({ ...decision, topup: accepted }),
      ).rejects.toMatchObject({
        code: "release_refused",
        message: expect.stringContaining(`\`credits\` is ${credits}`),
      });
      expect(world.host.calls).toEqual([]);
      expect(await world.only(topup.topup_id)).toMatchObject({ status: "held" });
    },
  );

  test("[O05] a released payment whose topup was withdrawn since is held again and not credited", async () => {
    await using world = await createWorldIn(setting);
    const { topup, payment_id } = await held(world);
    world.host.before = failing;
    await release(world, payment_id, "credit");
    world.host.topups.set(topup.topup_id, { ...topup, status: "withdrawn" });
    world.host.before = null;
    // The host may have been called, and its topup says neither `pending` nor `paid`.
    world.clock.advance(16 * MINUTE);
    await world.payment.reconcile();
    world.clock.advance(16 * MINUTE);
    await world.payment.reconcile();
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_not_paid",
      released: true,
    });
    expect(world.host.ledger).toEqual([]);
    await expectSoundBooks(world);
    // The host's topup says `paid` after all, so a second release closes the payment and tells so.
    world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
    expect((await release(world, payment_id, "credit")).body).toMatchObject({
      payment: { status: "paid" },
    });
    const notices = noticesOf(
      await world.only(topup.topup_id),
      await world.storage.listAudit(payment_id),
      1,
    );
    expect(notices.slice(-2).map(({ kind }) => kind)).toEqual(["released", "credited"]);
    expect(notices.filter(({ kind }) => kind === "released")).toHaveLength(2);
  });
});

async function adminEntries(world: World, payment_id: string) {
  return (await world.storage.listAudit(payment_id)).filter(({ actor }) => actor === "admin:root");
}

function failing(): never {
  throw new Error("the balance is away");
}
