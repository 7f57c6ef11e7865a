/**
 * Dodo's API may lag behind Dodo's own deliveries; a signed success that it does not show yet is
 * redelivered.
 */
import { describe, expect, test } from "vitest";
import { creditOf, expectSoundBooks, bodyOf, PAST_LEASE_MS } from "../books.ts";
import { open, everyHour, underpaid, whileHostIsDown } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";

const LAGGING = [
  "processing",
  "requires_customer_action",
  "requires_capture",
  "a_word_of_tomorrow",
  null,
];

describe.each(STORAGES)("on %s", (storage) => {
  test.each(LAGGING)(
    "[C07] while the API says %j the delivery is answered 503; when it says succeeded, credited once",
    async (status) => {
      await using world = await createWorld({ storage });
      const { topup, session_id } = await open(world);
      await world.dodo.pay(session_id);
      lag(world, status);
      const [first] = await world.dodo.deliver();
      expect([first?.status, JSON.parse(first?.body ?? "{}")]).toEqual([
        503,
        expect.objectContaining({ code: "busy" }),
      ]);
      expect(world.host.calls).toEqual([]);
      expect(await world.only(topup.topup_id)).toMatchObject({ status: "pending" });
      expect(await world.allEvents()).toMatchObject([{ sync_status: "processing", attempts: 1 }]);
      world.dodo.faults.api = {};
      world.clock.advance(5_000);
      expect((await world.dodo.deliver()).map((attempt) => attempt.status)).toEqual([200]);
      expect(world.host.balance("ada")).toBe(500);
      expect(await world.allEvents()).toMatchObject([{ sync_status: "applied", attempts: 2 }]);
      await expectSoundBooks(world);
    },
  );

  test("[C07] what is known so far is kept: the processing payment is stored on its row, and its event is not decided", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    const paid = await world.dodo.pay(session_id);
    lag(world, "processing");
    await world.dodo.deliver();
    expect(await world.only(topup.topup_id)).toMatchObject({
      provider_payment_id: paid.payment_id,
      provider_status: "processing",
    });
    expect(await creditOf(world, topup.topup_id)).toBeNull();
    // Reconciliation finds it, even if Dodo stops redelivering.
    world.dodo.faults.api = {};
    world.clock.advance(60_000);
    await world.payment.reconcile({ recent: 0 });
    expect(world.host.balance("ada")).toBe(500);
  });

  test.each(["failed", "cancelled"])(
    "[C07] while the API still says %j, as of an earlier card, the delivery is answered 503 and no second page is opened",
    async (status) => {
      await using world = await createWorld({ storage });
      const { topup, session_id } = await open(world);
      await world.dodo.pay(session_id);
      lag(world, status);
      expect((await world.dodo.deliver()).map((attempt) => attempt.status)).toEqual([503]);
      expect(world.host.calls).toEqual([]);
      world.clock.advance(5_000);
      await expect(world.create(topup.topup_id)).rejects.toThrow("payment_processing");
      // Reconciliation and the buyer's own questions hear the same old answer.
      await world.payment.reconcile({ recent: 0 });
      await expect(world.create(topup.topup_id)).rejects.toThrow("payment_processing");
      world.dodo.faults.api = {};
      world.clock.advance(30_000);
      expect((await world.dodo.deliver()).map((attempt) => attempt.status)).toEqual([200]);
      expect(world.host.balance("ada")).toBe(500);
      expect(await world.storage.listAttempts(topup.topup_id)).toHaveLength(1);
      await expectSoundBooks(world);
    },
  );

  test.each([
    ["failed", "failed"],
    ["cancelled", "canceled"],
  ])(
    "[C06] if the API says for 15 minutes that it ended %s, that is final",
    async (status, end) => {
      await using world = await createWorld({ storage });
      const { topup, session_id } = await open(world);
      await world.dodo.pay(session_id);
      lag(world, status);
      expect((await world.dodo.deliver()).map((attempt) => attempt.status)).toEqual([503]);
      world.clock.advance(16 * 60_000);
      await world.payment.reconcile({ recent: 0 });
      expect(await world.only(topup.topup_id)).toMatchObject({ status: end });
      expect(world.host.calls).toEqual([]);
    },
  );

  test.each(["processing", "failed"])(
    "[C06] a late success of a payment that is held is decided, although the API says %j",
    async (status) => {
      await using world = await createWorld({ storage });
      const { payment_id } = await underpaid(world);
      const events = await world.allEvents();
      lag(world, status);
      expect((await redeliverUnderNewId(world)).status).toBe(200);
      expect(await world.storage.readPayment(payment_id)).toMatchObject({ status: "held" });
      expect(await world.allEvents()).toHaveLength(events.length + 1);
      expect(world.host.calls).toEqual([]);
    },
  );

  test("[C04] a delivery that itself says processing is decided by the same status of the API", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    await world.dodo.pay(session_id, { result: "processing" });
    expect((await world.dodo.deliver()).map((attempt) => attempt.status)).toEqual([200]);
    expect(await world.only(topup.topup_id)).toMatchObject({
      status: "pending",
      provider_status: "processing",
    });
  });

  test("[C06] a late success of a payment that is credited is decided, whatever status the API shows", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    await world.dodo.pay(session_id);
    await world.dodo.deliver();
    const [delivery] = world.dodo.deliveries;
    lag(world, "processing");
    expect(await world.dodo.resend(delivery?.delivery_id ?? "")).toMatchObject({ status: 200 });
    const again = await redeliverUnderNewId(world);
    expect(again.status).toBe(200);
    expect(world.host.calls).toHaveLength(1);
  });

  test("[C17] an API that briefly still shows an earlier decline does not reverse a confirmed success", async () => {
    await using world = await createWorld({ storage, service: { confirm: "when_unsigned" } });
    const { session_id, checkout } = await open(world);
    const paid = await world.dodo.pay(session_id, { silent: true });
    const body = bodyOf(world, paid);
    world.dodo.patchPayment(paid.payment_id, { status: "failed" });
    await whileHostIsDown(world, async () => await world.deliver(body));
    world.clock.advance(PAST_LEASE_MS);
    await world.payment.reconcile();
    expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
      status: "crediting",
    });
    world.dodo.patchPayment(paid.payment_id, { status: "succeeded" });
    await everyHour(world, 2);
    expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({ status: "paid" });
    expect(world.host.balance("ada")).toBe(500);
  });
});

/** Makes the API show every payment with this status. */
function lag(world: World, status: string | null): void {
  world.dodo.faults.api.transform = (path, body) =>
    path.startsWith("/payments/") ? { ...(body as object), status } : body;
}

/** Delivers the same body under a new webhook id. */
async function redeliverUnderNewId(world: World): Promise<Response> {
  const [payment] = await world.storage.listPayments({ filter: {}, after: null, limit: 1 });
  const data = {
    payload_type: "Payment",
    payment_id: payment?.provider_payment_id,
    checkout_session_id: payment?.provider_session_id,
    metadata: { payment_id: payment?.payment_id },
    status: "succeeded",
  };
  return await world.deliver(
    {
      business_id: world.dodo.business_id,
      type: "payment.succeeded",
      timestamp: "2026-11-23T08:20:00Z",
      data,
    },
    { webhook_id: "msg_again" },
  );
}
