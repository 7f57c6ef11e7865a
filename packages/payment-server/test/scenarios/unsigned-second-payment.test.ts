/** Without a signing key, an unsigned delivery reports a second payment in a settled session. */
import { describe, expect, test } from "vitest";
import { everyPayment, expectSoundBooks, paymentOf } from "../books.ts";
import { outcomes, open } from "../scenes.ts";
import { createWorld, STORAGES, type StorageKind, type World } from "../world.ts";

describe.each(STORAGES)("without a signing key on %s", (storage) => {
  test("[V12] [C19] a second payment in a paid session is held as a duplicate by its unsigned delivery", async () => {
    await using world = await unsigned(storage);
    const { session_id } = await open(world);
    await world.dodo.pay(session_id);
    await world.dodo.deliver();
    const second = await world.dodo.pay(session_id);
    const [answer] = await world.dodo.deliver();
    expect([answer?.status, JSON.parse(answer?.body ?? "{}")]).toEqual([
      200,
      expect.objectContaining({ sync_status: "held" }),
    ]);
    expect(await paymentOf(world, second.payment_id)).toMatchObject({
      status: "held",
      hold_reason: "duplicate_payment",
    });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[V12] one that pays in full after one that was held is credited by its unsigned delivery", async () => {
    await using world = await unsigned(storage);
    const { session_id } = await open(world);
    await world.dodo.pay(session_id, { overrides: { total_amount: 4_000 } });
    await world.dodo.deliver();
    const second = await world.dodo.pay(session_id);
    const [answer] = await world.dodo.deliver();
    expect([answer?.status, JSON.parse(answer?.body ?? "{}")]).toEqual([
      200,
      expect.objectContaining({ sync_status: "applied" }),
    ]);
    expect(outcomes(await everyPayment(world))).toEqual(["held: underpaid", "paid"]);
    expect(await paymentOf(world, second.payment_id)).toMatchObject({ status: "paid" });
    expect(world.host.balance("ada")).toBe(500);
    await expectSoundBooks(world);
  });

  test("[V12] an unsigned delivery about the payment that is on the row makes no request", async () => {
    await using world = await unsigned(storage);
    const { session_id } = await open(world);
    await world.dodo.pay(session_id);
    await world.dodo.deliver();
    const requested = world.dodo.requests.length;
    await world.dodo.resend(world.dodo.deliveries[0]?.delivery_id ?? "");
    expect(world.dodo.requests.length).toBe(requested);
  });

  test("[V12] however many forged ids are named in a settled session, the deliveries query that session alone and leave half of the budget", async () => {
    await using world = await unsigned(storage, 2);
    const [settled, other] = [await open(world), await open(world)];
    const paid = await world.dodo.pay(settled.session_id);
    await world.dodo.deliver();
    world.clock.advance(10_000);
    const before = await everyPayment(world);
    const requested = world.dodo.requests.length;
    for (let at = 0; at < 20; at += 1)
      await world.deliver(
        {
          type: "payment.succeeded",
          data: { payment_id: `pay_forged${at}`, checkout_session_id: settled.session_id },
        },
        { webhook_id: `msg_${at}` },
      );
    const paths = new Set(world.dodo.requests.slice(requested).map(({ path }) => path));
    expect(
      [...paths].filter(
        (path) =>
          path !== `/checkouts/${settled.session_id}` && path !== `/payments/${paid.payment_id}`,
      ),
    ).toEqual([]);
    expect(paths.size).toBeGreaterThan(0);
    expect(world.dodo.requests.length - requested).toBeLessThanOrEqual(4);
    expect(await everyPayment(world)).toEqual(before);
    await world.dodo.pay(other.session_id);
    await world.send("GET", other.checkout.status_url, { headers: { accept: "application/json" } });
    expect(world.host.balance("ada")).toBe(1_000);
  });
});

async function unsigned(storage: StorageKind, provider_calls_per_second = 1_000): Promise<World> {
  return await createWorld({
    storage,
    signed: false,
    dodo: { payments_per_session: "many" },
    service: { provider_calls_per_second },
  });
}
