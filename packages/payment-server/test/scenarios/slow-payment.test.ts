/** Bank debits take days. Other payments of their session must not replace them on their row. */
import { describe, expect, test } from "vitest";
import {
  bodyOf,
  deliverUntilDecided,
  everyPayment,
  expectSoundBooks,
  paymentOf,
  presentPayment,
} from "../books.ts";
import { DAY, outcomes, everyHour, open, pageStatus } from "../scenes.ts";
import { createWorld, STORAGES, type StorageKind, type World } from "../world.ts";

/** Dodo's statuses for money that is promised and has not arrived yet. */
const PROCESSING = [
  "processing",
  "requires_merchant_action",
  "requires_capture",
  "partially_captured",
  "partially_captured_and_capturable",
];
/** Dodo's statuses for a buyer who has not paid yet. */
const UNPAID = ["requires_customer_action", "requires_payment_method", "requires_confirmation"];

describe.each(STORAGES)("on %s", (storage) => {
  test.each(PROCESSING)(
    "[C19] while a payment is %s, another that succeeds in its session gets a row of its own",
    async (status) => {
      await using world = await manyPayments(storage);
      const { checkout, slow } = await openWithSlowPayment(world, status);
      const card = await world.dodo.pay(checkout.provider_session_id);
      await world.dodo.deliver();
      expect(await paymentOf(world, slow)).toMatchObject({
        payment_id: checkout.payment_id,
        status: "pending",
        provider_status: status,
      });
      expect(await paymentOf(world, card.payment_id)).toMatchObject({
        status: "paid",
        attempt: null,
        topup_id: checkout.topup_id,
      });
      await expectSoundBooks(world);
    },
  );

  test.each(UNPAID)(
    "[C05] a payment that is %s leaves its row to the one that succeeds",
    async (status) => {
      await using world = await manyPayments(storage);
      const { checkout } = await openWithSlowPayment(world, status);
      const card = await world.dodo.pay(checkout.provider_session_id);
      await world.dodo.deliver();
      expect(await world.only(checkout.topup_id)).toMatchObject({
        payment_id: checkout.payment_id,
        provider_payment_id: card.payment_id,
        status: "paid",
      });
    },
  );

  test.each(["failed", "cancelled", "processing"] as const)(
    "[C05] another payment of its session that is %s is ignored",
    async (result) => {
      await using world = await manyPayments(storage);
      const { checkout } = await openWithSlowPayment(world, "requires_capture");
      const before = await world.only(checkout.topup_id);
      await world.dodo.pay(checkout.provider_session_id, { result });
      expect((await world.dodo.deliver()).map(({ status }) => status)).toEqual([200]);
      expect(await world.only(checkout.topup_id)).toEqual(before);
      expect((await world.allEvents()).map(({ sync_status }) => sync_status).sort()).toEqual([
        "applied",
        "ignored",
      ]);
    },
  );

  test("[O01] after a decline beside it, a slow payment that succeeds without a webhook is credited", async () => {
    await using world = await manyPayments(storage);
    const { checkout, slow } = await openWithSlowPayment(world, "requires_merchant_action");
    await world.dodo.pay(checkout.provider_session_id, { result: "failed" });
    await world.dodo.deliver();
    world.clock.advance(3 * DAY);
    world.dodo.patchPayment(slow, { status: "succeeded", tax: 0, settlement_tax: 0 });
    await everyHour(world, 2, async () => await world.payment.reconcile({ recent: 0 }));
    expect(world.host.balance("ada")).toBe(500);
    await expectSoundBooks(world);
  });

  test.each([
    ["pays in full", {}, ["held: duplicate_payment", "paid"]],
    ["pays too little", { total_amount: 4_000 }, ["held: underpaid", "paid"]],
  ])(
    "[O01] [C19] if a card payment beside it %s and its own webhook is lost, a slow payment is found and judged",
    async (_, overrides, expected) => {
      await using world = await manyPayments(storage);
      const { checkout, slow } = await openWithSlowPayment(world, "processing");
      const card = await world.dodo.pay(checkout.provider_session_id, { overrides });
      await world.dodo.deliver();
      world.clock.advance(4 * DAY);
      world.dodo.faults.webhooks.lose = 1;
      await world.dodo.finish(slow, "succeeded");
      await world.dodo.deliver();
      await everyHour(world, 2, async () => await world.payment.reconcile({ recent: 0 }));
      const rows = await everyPayment(world);
      expect(outcomes(rows)).toEqual(expected);
      expect(rows.map(({ provider_payment_id }) => provider_payment_id).sort()).toEqual(
        [slow, card.payment_id].sort(),
      );
      expect(world.host.balance("ada")).toBe(500);
      await expectSoundBooks(world);
    },
  );

  test("[C19] the result page says paid once any payment of its topup is, and confirms nothing before", async () => {
    await using world = await manyPayments(storage);
    const { checkout } = await openWithSlowPayment(world, "processing");
    const other = await open(world);
    expect(await pageStatus(world, checkout)).toBe("pending");
    await world.dodo.pay(checkout.provider_session_id, { overrides: { total_amount: 4_000 } });
    await world.dodo.deliver();
    expect(outcomes(await world.payments(checkout.topup_id))).toEqual([
      "held: underpaid",
      "pending",
    ]);
    expect(await pageStatus(world, checkout)).toBe("pending");
    await world.dodo.pay(checkout.provider_session_id);
    await world.dodo.deliver();
    expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
      status: "pending",
    });
    expect(await pageStatus(world, checkout)).toBe("paid");
    expect(await pageStatus(world, other.checkout)).toBe("pending");
  });

  test("[C19] a slow payment that succeeds after the card is held as a duplicate, one that fails changes nothing", async () => {
    for (const [result, expected] of [
      ["succeeded", "held"],
      ["failed", "failed"],
    ] as const) {
      await using world = await manyPayments(storage);
      const { checkout, slow } = await openWithSlowPayment(world, "processing");
      await world.dodo.pay(checkout.provider_session_id);
      await world.dodo.deliver();
      await world.dodo.finish(slow, result);
      await deliverUntilDecided(world);
      expect(await paymentOf(world, slow)).toMatchObject({ status: expected });
      expect(world.host.calls).toHaveLength(1);
      await expectSoundBooks(world);
    }
  });
});

async function manyPayments(storage: StorageKind): Promise<World> {
  return await createWorld({ storage, dodo: { payments_per_session: "many" } });
}

/** A checkout whose payment was delivered with Dodo's `status`. */
async function openWithSlowPayment(world: World, status: string) {
  const { checkout, session_id } = await open(world);
  const { payment_id: slow } = await world.dodo.pay(session_id, {
    result: "processing",
    silent: true,
  });
  world.dodo.patchPayment(slow, { status });
  expect(
    (await world.deliver(bodyOf(world, await presentPayment(world, slow), "payment.processing")))
      .status,
  ).toBe(200);
  expect(await world.only(checkout.topup_id)).toMatchObject({
    status: "pending",
    provider_payment_id: slow,
    provider_status: status,
  });
  return { checkout, slow };
}
