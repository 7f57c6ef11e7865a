/** The drift report compares what Dodo, our rows and the host record of each payment. */
import { describe, expect, test } from "vitest";
import {
  credited,
  drift,
  everyKind,
  UNKNOWN_PAYMENT,
  payFor,
  type Paid,
} from "../../../test/drifts.ts";
import {
  decide,
  outcomes,
  HOUR,
  MINUTE,
  open,
  stuckCrediting,
  underpaid,
  whileHostIsDown,
  type Opened,
} from "../../../test/scenes.ts";
import { createWorld, START, STORAGES, type World } from "../../../test/world.ts";
import type { DriftItem } from "../../index.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[K16] money that names an unknown payment is paid and not credited, with the host's status of the topup it names", async () => {
    await using world = await createWorld({ storage, dodo: { tax_bps: 1_000 } });
    const { topup_id } = world.host.addTopup();
    const provider_payment_id = await payFor(world, { payment_id: UNKNOWN_PAYMENT, topup_id });
    await payFor(world, { payment_id: UNKNOWN_PAYMENT });
    const foreign = await payFor(world, { payment_id: "order 42", topup_id });
    await payFor(world, { payment_id: "order 43", topup_id: "tu_elsewhere" });
    const found = await drift(world);
    const [first, second, ...others] = found
      .filter(({ payment_id }) => payment_id === UNKNOWN_PAYMENT)
      .sort(byTopup);
    expect(others).toEqual([]);
    // Another service has sold it, and it was never credited.
    expect(found.filter(({ payment_id }) => payment_id !== UNKNOWN_PAYMENT)).toMatchObject([
      {
        reason: "no_row",
        payment_id: "",
        topup_id,
        provider_payment_id: foreign,
        topup_status: "pending",
      },
    ]);
    expect(first).toEqual({
      kind: "paid_not_credited",
      reason: "no_row",
      difference_minor: 5_000,
      since: START,
      provider: "dodo",
      environment: "test_mode",
      payment_id: UNKNOWN_PAYMENT,
      topup_id,
      provider_payment_id,
      status: null,
      hold_reason: null,
      amount_minor: null,
      net_minor: null,
      refunded_minor: null,
      disputed: null,
      credits: null,
      provider_status: "succeeded",
      provider_net_minor: 5_000,
      provider_refunded_minor: 0,
      provider_disputed: false,
      provider_total_minor: 5_500,
      provider_currency: "USD",
      topup_status: "pending",
      topup_usd_cents: 5_000,
      topup_credits: 500,
    });
    expect(second).toMatchObject({ reason: "no_row", topup_id: null, topup_status: null });
  });

  test("[O01] money whose webhook was lost is paid and not credited until reconciliation has run", async () => {
    await using world = await createWorld({ storage });
    const [pending, failed, expired, rupees] = [
      await open(world),
      await open(world),
      await open(world),
      await open(world),
    ];
    await world.dodo.pay(failed.session_id, { result: "failed" });
    await world.dodo.deliver();
    world.clock.advance(23 * HOUR);
    const paid_at = world.clock.now();
    for (const { session_id } of [pending, failed, expired])
      await world.dodo.pay(session_id, { silent: true });
    await world.dodo.pay(rupees.session_id, { silent: true, currency: "INR", tax: 900 });
    await expire(world, expired);
    const found = (await drift(world)).sort(byTopup);
    expect(
      found.map(({ kind, reason, status, difference_minor, since }) => [
        kind,
        reason,
        status,
        difference_minor,
        since,
      ]),
    ).toEqual(
      ["pending", "failed", "expired", "pending"].map((status) => [
        "paid_not_credited",
        "not_settled",
        status,
        5_000,
        paid_at,
      ]),
    );
    expect(found[3]).toMatchObject({
      amount_minor: 5_000,
      net_minor: null,
      provider_net_minor: 5_000,
      provider_currency: "INR",
      topup_status: "pending",
    });
    expect(found[3]?.provider_total_minor).toBeGreaterThan(100_000);
    await world.payment.reconcile();
    expect(await drift(world)).toEqual([]);
    expect(world.host.ledger).toHaveLength(4);
  });

  test("a second payment in a session, without a row of its own, is paid and not credited, until it is held", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    const { session_id, checkout } = await credited(world);
    const second = await world.dodo.pay(session_id, { silent: true });
    expect(await drift(world)).toMatchObject([
      {
        reason: "no_row",
        payment_id: checkout.payment_id,
        topup_id: checkout.topup_id,
        provider_payment_id: second.payment_id,
        status: null,
        topup_status: "paid",
      },
    ]);
    await world.payment.reconcile();
    expect(await drift(world)).toEqual([]);
  });

  test("a claim that is open for a quarter of an hour is paid and not credited, since it was made", async () => {
    await using world = await createWorld({ storage });
    const { session_id } = await open(world);
    world.clock.advance(HOUR);
    const { payment_id: provider_payment_id } = await world.dodo.pay(session_id);
    const claimed_at = world.clock.now();
    await whileHostIsDown(world, async () => await world.dodo.deliver());
    world.clock.advance(14 * MINUTE);
    await whileHostIsDown(world, async () => await world.payment.reconcile());
    expect((await world.payment.drift()).items).toEqual([]);
    world.clock.advance(MINUTE);
    expect((await world.payment.drift()).items).toMatchObject([
      {
        kind: "paid_not_credited",
        reason: "not_closed",
        status: "crediting",
        since: claimed_at,
        difference_minor: 5_000,
        provider_payment_id,
        topup_status: "pending",
      },
    ]);
    world.clock.advance(HOUR);
    await world.payment.reconcile();
    expect(await drift(world)).toEqual([]);
  });

  test("a claim that was voided and made again counts from then on", async () => {
    await using world = await createWorld({ storage });
    const { payment_id, provider_payment_id } = await stuckCrediting(world);
    world.clock.advance(HOUR);
    world.dodo.patchPayment(provider_payment_id, { status: "failed" });
    await world.payment.reconcile();
    world.dodo.patchPayment(provider_payment_id, { status: "succeeded" });
    const released_at = world.clock.now();
    await whileHostIsDown(world, async () => await decide(world, payment_id, "credit"));
    expect((await world.payment.drift()).items).toEqual([]);
    expect(await drift(world)).toMatchObject([{ reason: "not_closed", since: released_at }]);
  });

  test("[K16] what we credited and the host does not call paid is paid and not credited", async () => {
    await using world = await createWorld({ storage });
    const [restored, gone] = [await credited(world), await credited(world)];
    world.host.topups.set(restored.topup.topup_id, restored.topup);
    world.host.topups.delete(gone.topup.topup_id);
    expect((await drift(world)).sort(byTopup)).toMatchObject([
      {
        kind: "paid_not_credited",
        reason: "topup_not_paid",
        difference_minor: 5_000,
        status: "paid",
        since: START,
        provider_status: "succeeded",
        topup_status: "pending",
      },
      {
        kind: "paid_not_credited",
        reason: "topup_not_paid",
        difference_minor: 5_000,
        topup_status: null,
      },
    ]);
    // No payment leaves `paid`, so this needs review.
    await world.payment.reconcile();
    expect(await drift(world)).toHaveLength(2);
  });

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
      note: "looked at",
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

  test.each<[string, (world: World, paid: Paid) => unknown, object]>([
    [
      "received less",
      (world, paid) => world.dodo.patchPayment(paid.provider_payment_id, { total_amount: 4_900 }),
      { reason: "net", difference_minor: -100, net_minor: 5_000, provider_net_minor: 4_900 },
    ],
    [
      "received more",
      (world, paid) => world.dodo.patchPayment(paid.provider_payment_id, { total_amount: 5_100 }),
      { reason: "net", difference_minor: 100, provider_net_minor: 5_100 },
    ],
    [
      "gave a part back",
      async (world, paid) => await world.dodo.refund(paid.provider_payment_id, { amount: 1_200 }),
      {
        reason: "refund",
        difference_minor: -1_200,
        refunded_minor: 0,
        provider_refunded_minor: 1_200,
      },
    ],
    [
      "of the topup is another price",
      (world, { topup }) =>
        world.host.topups.set(topup.topup_id, { ...topup, status: "paid", usd_cents: 6_000 }),
      { reason: "topup", difference_minor: -1_000, amount_minor: 5_000, topup_usd_cents: 6_000 },
    ],
    [
      "of the topup is other credits",
      (world, { topup }) =>
        world.host.topups.set(topup.topup_id, { ...topup, status: "paid", credits: 501 }),
      { reason: "topup", difference_minor: 0, credits: 500, topup_credits: 501 },
    ],
  ])("amounts differ when what was %s", async (_, act, expected) => {
    await using world = await createWorld({ storage, dodo: { tax_bps: 0 } });
    const paid = await credited(world);
    await act(world, paid);
    expect(await drift(world)).toMatchObject([
      { kind: "amounts_differ", topup_id: paid.topup.topup_id, status: "paid", ...expected },
    ]);
  });

  test("a partial refund that came without a webhook agrees again after reconciliation", async () => {
    await using world = await createWorld({ storage });
    const { provider_payment_id } = await credited(world);
    await world.dodo.refund(provider_payment_id, { amount: 1_200 });
    expect(await drift(world)).toMatchObject([{ reason: "refund" }]);
    await world.payment.reconcile();
    expect(await drift(world)).toEqual([]);
  });

  test("what is younger than a quarter of an hour is in flight", async () => {
    await using world = await createWorld({ storage });
    await payFor(world, { payment_id: UNKNOWN_PAYMENT });
    await world.dodo.pay((await open(world)).session_id, { silent: true });
    const { topup } = await open(world);
    world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
    world.clock.advance(15 * MINUTE - 1);
    expect((await world.payment.drift()).items).toEqual([]);
    world.clock.advance(1);
    expect((await world.payment.drift()).items).toHaveLength(3);
  });

  test("an ordinary shop agrees: paid, refunded, disputed, declined, declined and paid twice, processing, open, paid in rupees", async () => {
    await using world = await createWorld({
      storage,
      dodo: { tax_bps: 826, payments_per_session: "many" },
    });
    await credited(world);
    await world.dodo.refund((await credited(world)).provider_payment_id);
    await world.dodo.dispute((await credited(world)).provider_payment_id);
    await world.dodo.pay((await open(world)).session_id, { currency: "INR", tax: 900 });
    await world.dodo.pay((await open(world)).session_id, { result: "failed" });
    await world.dodo.pay((await open(world)).session_id, { result: "processing" });
    const declined = await open(world);
    await world.dodo.pay(declined.session_id, { result: "failed" });
    await world.dodo.deliver();
    world.clock.advance(MINUTE);
    await world.dodo.pay((await world.create(declined.topup.topup_id)).provider_session_id);
    await world.dodo.deliver();
    await world.dodo.pay(declined.session_id);
    await open(world);
    await world.dodo.deliver();
    expect(outcomes(await world.payments(declined.topup.topup_id))).toEqual([
      "held: duplicate_payment",
      "paid",
    ]);
    world.clock.advance(HOUR);
    const report = await world.payment.drift();
    expect(report).toMatchObject({ items: [], failed: 0, whole: true, next_cursor: null });
    expect(report.checked).toBeGreaterThanOrEqual(7);
  });

  test("after reconciliation only what needs review is paid and not credited", async () => {
    await using world = await createWorld({ storage });
    await everyKind(world);
    world.clock.advance(HOUR);
    await world.payment.reconcile();
    expect((await drift(world)).map(({ reason }) => reason).sort()).toEqual([
      "net",
      "no_paid_payment",
      "no_row",
      "topup_not_paid",
    ]);
  });
});

/**
 * Moves on by a day, so that the checkout ends, and lets the row expire while its payment is
 * hidden.
 */
async function expire(world: World, { session_id, topup }: Opened): Promise<void> {
  world.dodo.faults.api.transform = (path, body) =>
    path === `/checkouts/${session_id}`
      ? { ...Object(body), payment_id: null, payment_status: null }
      : body;
  world.dodo.faults.api.fail = { status: 500, path: /^\/payments/ };
  world.clock.advance(2 * HOUR);
  await world.payment.reconcile({ recent: 0 });
  world.dodo.faults.api = {};
  expect(await world.only(topup.topup_id)).toMatchObject({ status: "expired" });
}

function byTopup(a: DriftItem, b: DriftItem): number {
  return (a.topup_id ?? "~") < (b.topup_id ?? "~") ? -1 : 1;
}
