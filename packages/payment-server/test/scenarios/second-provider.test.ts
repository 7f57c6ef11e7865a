import { describe, expect, test } from "vitest";
import { STORAGES } from "../world.ts";
import { createTillWorld } from "../till-world.ts";

describe.each(STORAGES)("a provider that is not Dodo, on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test("created, paid, delivered, credited once", async () => {
      const { world, till, create, deliver } = await createTillWorld({
        storage,
        service: { confirm },
      });
      await using _ = world;
      const checkout = await create(world.host.addTopup().topup_id);
      expect(checkout).toMatchObject({
        provider: "till",
        status: "pending",
        checkout_url: expect.stringMatching(/^https:\/\/till\.example\/page\/ord_/),
      });
      const paid = till.pay(checkout.provider_session_id);
      const delivery = till.deliver("payment", paid);
      for (const sent of [delivery, till.redeliver(delivery), till.deliver("payment", paid)]) {
        expect(await (await deliver(sent)).json()).toMatchObject({
          received: true,
          provider: "till",
          event_id: expect.stringMatching(/^till:evt_/),
          sync_status: "applied",
        });
      }
      expect(await world.only("tu_1")).toMatchObject({
        status: "paid",
        provider_payment_id: paid,
        net_minor: 5_000,
      });
      expect(world.host.ledger).toHaveLength(1);
      expect(world.host.calls[0]?.extra).toMatchObject({
        note: "till topup",
        ref: paid,
        meta: { provider: "till", provider_payment_id: paid },
      });
    });

    test("a wrong amount is held", async () => {
      const { world, till, create, deliver } = await createTillWorld({
        storage,
        service: { confirm },
      });
      await using _ = world;
      const checkout = await create(world.host.addTopup().topup_id);
      const paid = till.pay(checkout.provider_session_id, { paid_minor: 4_999 });
      expect(await (await deliver(till.deliver("payment", paid))).json()).toMatchObject({
        sync_status: "held",
      });
      expect(await world.only("tu_1")).toMatchObject({
        status: "held",
        hold_reason: "underpaid",
        net_minor: 4_999,
      });
      expect(world.host.calls).toEqual([]);
    });
  });

  test("every delivery is lost, and reconciliation credits once; a refund is recorded later", async () => {
    const { world, payment, till, create, deliver } = await createTillWorld({ storage });
    await using _ = world;
    const paid = till.pay((await create(world.host.addTopup().topup_id)).provider_session_id);
    world.clock.advance(60_000);
    expect(await payment.reconcile()).toMatchObject({ credited: 1 });
    till.refund(paid, 2_500);
    expect(await (await deliver(till.deliver("refund", paid))).json()).toMatchObject({
      sync_status: "applied",
    });
    expect(await world.only("tu_1")).toMatchObject({ status: "paid", refunded_minor: 2_500 });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("an administrator replays its events", async () => {
    const { world, payment, till, create, deliver } = await createTillWorld({ storage });
    await using _ = world;
    const checkout = await create(world.host.addTopup().topup_id);
    const paid = till.pay(checkout.provider_session_id);
    world.host.before = () => {
      throw new Error("the database is away");
    };
    const response = await deliver(till.deliver("payment", paid));
    expect(response.status).toBe(503);
    world.host.before = null;
    const [event] = await world.allEvents();
    expect(event).toMatchObject({ provider: "till", sync_status: "failed" });
    expect(await payment.replayEvent(event?.event_id ?? "")).toMatchObject({
      sync_status: "applied",
      payment_id: checkout.payment_id,
    });
    expect(world.host.ledger).toHaveLength(1);
  });

  test("a payment that takes days is processing, whatever the provider calls it: a decline beside it does not end it", async () => {
    const { world, till, send, create, deliver } = await createTillWorld({ storage });
    await using _ = world;
    const checkout = await create(world.host.addTopup().topup_id);
    const slow = till.pay(checkout.provider_session_id, { result: "processing" });
    await deliver(till.deliver("payment", slow));
    const listed = await (await send("GET", "/payments/me")).json();
    expect(listed).toMatchObject({ items: [{ status: "pending", on_its_way: true }] });
    const declined = till.pay(checkout.provider_session_id, { result: "failed" });
    expect(await (await deliver(till.deliver("payment", declined))).json()).toMatchObject({
      sync_status: "ignored",
    });
    expect(await world.only("tu_1")).toMatchObject({
      status: "pending",
      provider_payment_id: slow,
    });
    // The buyer also pays by card, and the slow payment keeps its row.
    const card = till.pay(checkout.provider_session_id);
    await deliver(till.deliver("payment", card));
    expect(
      (await world.payments("tu_1"))
        .map(({ provider_payment_id, status }) => [provider_payment_id, status])
        .sort(),
    ).toEqual([
      [slow, "pending"],
      [card, "paid"],
    ]);
    expect(world.host.ledger).toHaveLength(1);
  });
});
