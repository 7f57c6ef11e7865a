/** Drift items of topups that are credited and not paid at Dodo. */
import { describe, expect, test } from "vitest";
import { credited, drift } from "../../../test/drifts.ts";
import { MINUTE, open, underpaid } from "../../../test/scenes.ts";
import { createWorld, START, STORAGES, type World } from "../../../test/world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("a topup that the host took back after a refund we know of agrees", async () => {
    await using world = await createWorld({ storage });
    const [part, whole] = [await credited(world), await credited(world)];
    await world.dodo.refund(part.provider_payment_id, { amount: 1_000 });
    await world.dodo.refund(whole.provider_payment_id);
    await world.dodo.deliver();
    world.host.topups.set(part.topup.topup_id, { ...part.topup, status: "reversed" });
    world.host.topups.set(whole.topup.topup_id, whole.topup);
    expect(await drift(world)).toEqual([]);
    world.host.topups.set(part.topup.topup_id, part.topup);
    expect(await drift(world)).toMatchObject([
      { reason: "topup_not_paid", difference_minor: 4_000 },
    ]);
  });

  test.each<[string, (world: World, id: string) => unknown, object]>([
    [
      "calls failed",
      (world, id) => world.dodo.patchPayment(id, { status: "failed" }),
      { reason: "not_succeeded", provider_status: "failed" },
    ],
    [
      "does not know",
      (world) => world.dodo.reset(),
      { reason: "unknown_payment", provider_status: null, provider_net_minor: null },
    ],
    [
      "gave back without us",
      async (world, id) => await world.dodo.refund(id),
      { reason: "refunded", provider_refunded_minor: 5_000, refunded_minor: 0 },
    ],
    [
      "says is disputed",
      async (world, id) => await world.dodo.dispute(id),
      { reason: "disputed", provider_status: "succeeded" },
    ],
  ])("a credited payment that Dodo %s is credited and not paid", async (_, act, expected) => {
    await using world = await createWorld({ storage });
    const { provider_payment_id, topup } = await credited(world);
    await act(world, provider_payment_id);
    expect(await drift(world)).toMatchObject([
      {
        kind: "credited_not_paid",
        difference_minor: -5_000,
        since: START,
        topup_id: topup.topup_id,
        provider_payment_id,
        status: "paid",
        topup_status: "paid",
        ...expected,
      },
    ]);
  });

  test("a topup that is paid without any payment of it is listed once, by its newest payment", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    await world.dodo.pay(session_id, { result: "failed" });
    await world.dodo.deliver();
    world.clock.advance(MINUTE);
    const second = await world.create(topup.topup_id);
    world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
    expect(await drift(world)).toMatchObject([
      {
        kind: "credited_not_paid",
        reason: "no_paid_payment",
        difference_minor: -5_000,
        payment_id: second.payment_id,
        status: "pending",
        provider_status: null,
        topup_status: "paid",
      },
    ]);
  });

  test("a refunded payment that its row does not know of is not listed if another one has paid the topup", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    world.host.topups.set(topup.topup_id, { ...topup, credits: 600 });
    world.clock.advance(1);
    const second = await world.create(topup.topup_id);
    await world.dodo.pay(second.provider_session_id);
    await world.dodo.deliver();
    const { payment_id } = await world.dodo.pay(session_id, { silent: true });
    await world.dodo.refund(payment_id);
    expect((await world.payments(topup.topup_id)).map(({ status }) => status)).toEqual([
      "pending",
      "paid",
    ]);
    expect(await drift(world)).toEqual([]);
    const { created_at } = (await world.payments(topup.topup_id))[0] ?? { created_at: 0 };
    expect(await drift(world, { since: created_at + 1 })).toEqual([]);
  });

  test("a refunded payment that its row does not know of is listed once if nothing has paid the topup", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    const { payment_id } = await world.dodo.pay(session_id, { silent: true });
    await world.dodo.refund(payment_id);
    world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
    expect(await drift(world)).toMatchObject([
      { reason: "no_paid_payment", status: "pending", difference_minor: -5_000 },
    ]);
  });

  test("[K16] money that an older row does not know of is listed once, even if the host has credited it", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
    expect(await drift(world)).toMatchObject([
      { kind: "paid_not_credited", reason: "not_settled", status: "pending", topup_status: "paid" },
    ]);
    await world.payment.reconcile();
    expect(await drift(world)).toMatchObject([
      {
        kind: "credited_not_paid",
        reason: "no_paid_payment",
        status: "held",
        hold_reason: "topup_changed",
        difference_minor: 0,
        provider_net_minor: 5_000,
      },
    ]);
  });

  test("a held or dismissed payment is not listed, unless its topup is paid by nothing else", async () => {
    await using world = await createWorld({ storage });
    const held = await underpaid(world);
    const dismissed = await underpaid(world);
    await world.payment.releasePayment({
      payment_id: dismissed.payment_id,
      decision: "dismiss",
      note: "reviewed",
    });
    expect(await drift(world)).toEqual([]);
    world.host.topups.set(held.topup.topup_id, { ...held.topup, status: "paid" });
    expect(await drift(world)).toMatchObject([
      {
        reason: "no_paid_payment",
        status: "held",
        hold_reason: "underpaid",
        difference_minor: -1_000,
      },
    ]);
  });
});
