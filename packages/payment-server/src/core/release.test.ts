import { describe, expect, test } from "vitest";
import {
  bodyOf,
  deliverUntilDecided,
  everyPayment,
  expectSoundBooks,
  blockNextFinish,
  PAST_LEASE_MS,
  paymentOf,
  reconcileUntilDone,
  until,
} from "../../test/books.ts";
import { MINUTE } from "../../test/scenes.ts";
import { createWorldIn, SETTINGS } from "../../test/settings.ts";
import type { World } from "../../test/world.ts";
import { PaymentError, type PaymentService } from "../index.ts";

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
      { action: "claim", from_status: "held", to_status: "crediting", note: "looked at: credit" },
      { action: "close", from_status: "crediting", to_status: "paid", note: "looked at: credit" },
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
      { action: "dismiss", from_status: "held", note: "looked at: dismiss" },
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
      released: false,
    });
    expect(world.host.ledger).toEqual([]);
    await expectSoundBooks(world);
  });
});

/** A held payment of 4,000 cents for a topup of 5,000. */
async function held(world: World) {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  const payment = await world.dodo.pay(checkout.provider_session_id, {
    silent: true,
    overrides: { total_amount: 4_000, settlement_amount: 4_000 },
  });
  const body = bodyOf(world, payment);
  expect((await world.deliver(body)).status).toBe(200);
  expect(await world.only(topup.topup_id)).toMatchObject({
    status: "held",
    hold_reason: "underpaid",
  });
  return { topup, body, payment_id: checkout.payment_id };
}

async function release(
  world: World,
  payment_id: string,
  decision: "credit" | "dismiss",
  service: PaymentService = world.payment,
) {
  const response = await world.send("POST", "/payments/release", {
    as: "admin",
    service,
    body: { payment_id, decision, note: `looked at: ${decision}` },
  });
  const body: unknown = await response.json();
  return { status: response.status, body };
}

async function adminEntries(world: World, payment_id: string) {
  return (await world.storage.listAudit(payment_id)).filter(({ actor }) => actor === "admin");
}

function failing(): never {
  throw new Error("the balance is away");
}

async function unreachable(): Promise<never> {
  throw new PaymentError("storage_unavailable", "The database is away.");
}
