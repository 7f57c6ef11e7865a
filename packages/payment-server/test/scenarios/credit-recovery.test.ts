/** Credits that began and did not end, because the host or our process was down in between. */
import { describe, expect, test } from "vitest";
import {
  bodyOf,
  deliverUntilDecided,
  expectSoundBooks,
  blockNextFinish,
  PAST_LEASE_MS,
  presentPayment,
  reconcileUntilDone,
  until,
} from "../books.ts";
import { createWorldIn, SETTINGS } from "../settings.ts";
import type { World } from "../world.ts";
import { PaymentError } from "../../src/index.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe.each(SETTINGS)("$name", (setting) => {
  test("[C17] a host that is down for 28 hours: crediting throughout, credited by reconciliation when it is back", async () => {
    await using world = await createWorldIn(setting);
    const { topup } = await paid(world, { announced: true });
    world.host.before = failing;
    const services = [world.payment, world.secondService()];
    for (let quarter = 0; quarter < 29 * 4; quarter += 1) {
      world.clock.advance(HOUR / 4);
      await world.dodo.deliver();
      if (quarter % 4 !== 0) continue;
      await services[quarter % 8 === 0 ? 0 : 1]?.reconcile();
      const mine = await world.send("GET", `/payments/me?topup_id=${topup.topup_id}`, {
        as: "user:ada",
      });
      expect(await mine.json()).toMatchObject({
        items: [{ status: "crediting" }],
        retry_after_ms: expect.any(Number),
      });
    }
    expect(world.dodo.deliveries).toMatchObject([{ state: "failed" }]);
    expect(world.dodo.deliveries[0]?.attempts.map(({ status }) => status)).toEqual(
      Array.from({ length: 8 }, () => 503),
    );
    expect(world.host.balance("ada")).toBe(0);
    world.host.before = null;
    await reconcileUntilDone(world);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "paid" });
    expect(world.host.balance("ada")).toBe(500);
    await expectSoundBooks(world);
  });

  test("[C18] the host committed and the process died; a refund before the redelivery closes the credit as paid and records the refund", async () => {
    await using world = await createWorldIn(setting);
    const { topup, payment, body } = await paid(world);
    const dying = world.secondService({ storage: { ...world.storage, closeCredit: unreachable } });
    expect((await world.deliver(body, { webhook_id: "msg_a", service: dying })).status).toBe(503);
    expect(world.host.ledger).toHaveLength(1);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "crediting" });
    await world.dodo.refund(payment.payment_id, { amount: 2_000 });
    expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([503]);
    world.clock.advance(PAST_LEASE_MS);
    expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "paid",
      hold_reason: null,
      refunded_minor: 2_000,
    });
    expect((await world.deliver(body, { webhook_id: "msg_a" })).status).toBe(200);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C18] the refund is not lost if the process dies once more between closing the credit and recording the refund", async () => {
    await using world = await createWorldIn(setting);
    const { topup, payment, body } = await paid(world);
    const dying = world.secondService({ storage: { ...world.storage, closeCredit: unreachable } });
    await world.deliver(body, { service: dying });
    await world.dodo.refund(payment.payment_id);
    world.clock.advance(PAST_LEASE_MS);
    const [refund] = world.dodo.deliveries;
    const notice = {
      business_id: world.dodo.business_id,
      type: "refund.succeeded",
      timestamp: "2026-11-23T08:20:00Z",
      data: { payload_type: "Refund", payment_id: payment.payment_id },
    };
    const halfway = world.secondService({
      storage: { ...world.storage, changePayment: unreachable },
    });
    expect(
      (await world.deliver(notice, { webhook_id: refund?.webhook_id ?? "", service: halfway }))
        .status,
    ).toBe(503);
    await deliverUntilDecided(world);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "paid",
      refunded_minor: 5_000,
    });
    await expectSoundBooks(world);
  });

  test("[C18] a host that commits just as its lease ends is not taken for one that has not", async () => {
    await using world = await createWorldIn(setting);
    const { topup, payment, body } = await paid(world);
    const holding = blockNextFinish(world);
    const dying = world.secondService({ storage: { ...world.storage, closeCredit: unreachable } });
    const stale = world.deliver(body, { webhook_id: "msg_a", service: dying });
    await until(() => world.host.calls.length === 1);
    await world.dodo.refund(payment.payment_id);
    const slow = world.secondService({
      async readTopup(topup_id) {
        const seen = world.host.topups.get(topup_id) ?? null;
        holding.open();
        expect((await stale).status).toBe(503);
        world.clock.advance(PAST_LEASE_MS);
        return seen;
      },
    });
    const present = bodyOf(world, await presentPayment(world, payment.payment_id));
    // The claim was live when it was read, so the delivery decides nothing about it.
    expect((await world.deliver(present, { webhook_id: "msg_b", service: slow })).status).toBe(503);
    expect((await world.deliver(present, { webhook_id: "msg_b" })).status).toBe(200);
    expect(world.host.calls).toHaveLength(1);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "paid",
      refunded_minor: 5_000,
    });
    await expectSoundBooks(world);
  });

  test("[C23] a topup whose finishTopup() always throws delays no other: it is called less and less often, and check() shows it", async () => {
    await using world = await createWorldIn(setting);
    const bad = await paid(world, { announced: true });
    const moments: number[] = [];
    world.host.before = (topup_id) => {
      if (topup_id !== bad.topup.topup_id) return;
      moments.push(world.clock.now());
      failing();
    };
    await world.dodo.deliver();
    for (let step = 0; step < 8 * 60; step += 1) {
      world.clock.advance(15_000);
      expect((await world.payment.reconcile({ recent: 0 })).failed).toBeLessThanOrEqual(1);
    }
    const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
    expect(gaps.length).toBeGreaterThan(10);
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(gaps[0]).toBeLessThan(2 * MINUTE);
    expect(gaps.at(-1)).toBe(10 * MINUTE);
    const good = await paid(world, { announced: true });
    await world.dodo.deliver();
    expect((await world.only(good.topup.topup_id)).status).toBe("paid");
    const inspection = await world.payment.check();
    expect(inspection).toMatchObject({
      ok: false,
      summary: { payments: { crediting: 1, paid: 1 } },
    });
    expect(inspection.findings[0]).toMatchObject({ level: "error", code: "crediting" });
    await expectSoundBooks(world);
  });

  test("a soft end that is found paid while the host is down stays due, however old it is", async () => {
    await using world = await createWorldIn(setting);
    const topup = world.host.addTopup();
    const checkout = await world.create(topup.topup_id);
    await world.dodo.pay(checkout.provider_session_id, { result: "failed" });
    await world.dodo.deliver();
    const payment = await world.dodo.pay(checkout.provider_session_id, { silent: true });
    world.clock.set(Date.parse(payment.created_at) + 14 * 24 * HOUR + MINUTE);
    world.host.before = failing;
    await world.payment.reconcile({ recent: 0 });
    expect(world.host.calls).toHaveLength(1);
    expect(await world.only(topup.topup_id)).toMatchObject({ status: "crediting" });
    world.host.before = null;
    await reconcileUntilDone(world);
    expect((await world.only(topup.topup_id)).status).toBe("paid");
    await expectSoundBooks(world);
  });
});

async function paid(world: World, { announced = false } = {}) {
  const topup = world.host.addTopup();
  const checkout = await world.create(topup.topup_id);
  const payment = await world.dodo.pay(checkout.provider_session_id, { silent: !announced });
  return { topup, checkout, payment, body: bodyOf(world, payment) };
}

function failing(): never {
  throw new Error("the balance is away");
}

async function unreachable(): Promise<never> {
  throw new PaymentError("storage_unavailable", "The database is away.");
}
