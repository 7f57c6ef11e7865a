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
import { outcomes, HOUR, MINUTE, open } from "../../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../../test/world.ts";

describe.each(STORAGES)("on %s", (storage) => {
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
