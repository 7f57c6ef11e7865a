/** The checks that a release, a dismissal or a hold makes right before it is written. */
import { describe, expect, test } from "vitest";
import { bodyOf, creditOf, expectSoundBooks, PAST_LEASE_MS, paymentOf } from "../books.ts";
import { DAY, decide, outcomes, MINUTE, open, underpaid } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import { PaymentError, type PaymentService, type Topup } from "../../src/index.ts";

const EDITS: readonly Partial<Topup>[] = [
  { usd_cents: 500_000, credits: 50_000 },
  { user_id: "eve" },
  { status: "withdrawn" },
];

describe.each(STORAGES)("on %s", (storage) => {
  test.each(EDITS)(
    "[F04] a topup that is edited to %j while a release queries Dodo is not credited",
    async (edit) => {
      await using world = await createWorld({ storage });
      const { topup, payment_id } = await underpaid(world);
      duringRequest(world, "/payments/", () =>
        world.host.topups.set(topup.topup_id, { ...topup, ...edit }),
      );
      expect(await decide(world, payment_id, "credit")).toBe("release_refused");
      expect(await world.storage.readPayment(payment_id)).toMatchObject({ status: "held" });
      expect(world.host.calls).toEqual([]);
    },
  );

  test("[C21] a topup that is edited while the tax setting of its product is read again is held", async () => {
    await using world = await createWorld({ storage });
    const { topup, session_id, checkout } = await open(world);
    await world.dodo.pay(session_id, {
      overrides: { total_amount: 5_000, tax: 381, settlement_amount: 5_000, settlement_tax: 381 },
    });
    duringRequest(
      world,
      "/products/",
      () =>
        world.host.topups.set(topup.topup_id, { ...topup, usd_cents: 500_000, credits: 50_000 }),
      { tax_inclusive: true },
    );
    await world.dodo.deliver();
    expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_changed",
    });
    expect(world.host.calls).toEqual([]);
  });

  test.each(["Credit", "CREDIT", "crediting", "", undefined])(
    "[O05] the function refuses an unknown decision (%j), and dismisses nothing",
    async (decision) => {
      await using world = await createWorld({ storage });
      const { payment_id } = await underpaid(world);
      expect(await answerTo(world, { payment_id, decision, note: "reviewed" })).toBe(
        "invalid_request",
      );
      expect(await world.storage.readPayment(payment_id)).toMatchObject({ status: "held" });
    },
  );

  test.each([undefined, "", "  "])(
    "[O05] the function refuses a decision without a note (%j)",
    async (note) => {
      await using world = await createWorld({ storage });
      const { payment_id } = await underpaid(world);
      for (const decision of ["credit", "dismiss"])
        expect(await answerTo(world, { payment_id, decision, note })).toBe("invalid_request");
      expect(await world.storage.readPayment(payment_id)).toMatchObject({ status: "held" });
      expect(world.host.calls).toEqual([]);
    },
  );

  test("[O05] a payment that Dodo does not know, as with the key of another business, is not released; it can be dismissed", async () => {
    await using world = await createWorld({ storage });
    const { payment_id } = await underpaid(world);
    world.dodo.faults.api.fail = { status: 404, code: "NOT_FOUND" };
    expect(await decide(world, payment_id, "credit")).toBe("release_refused");
    expect(world.host.calls).toEqual([]);
    expect(await decide(world, payment_id, "dismiss")).toBe("dismissed");
  });

  test("[O05] a dismissal that is repeated changes nothing, also of a payment whose topup never said paid", async () => {
    await using world = await createWorld({ storage });
    const { session_id, checkout } = await open(world);
    const { payment_id } = checkout;
    const silent = world.secondService({ finishTopup: () => undefined });
    const paid = await world.dodo.pay(session_id, { silent: true });
    await world.deliver(bodyOf(world, paid), { service: silent });
    world.clock.advance(16 * MINUTE);
    await world.payment.reconcile({ recent: 0 });
    expect(await decide(world, payment_id, "dismiss")).toBe("dismissed");
    const dismissed = await world.storage.readPayment(payment_id);
    world.host.reading = () => {
      throw new Error("the host is away");
    };
    world.clock.advance(DAY);
    expect(await decide(world, payment_id, "dismiss")).toBe("dismissed");
    expect(await world.storage.readPayment(payment_id)).toEqual(dismissed);
    expect(dismissed).toMatchObject({ next_check_at: null });
    const requested = world.dodo.requests.length;
    await world.payment.reconcile({ recent: 0 });
    expect(world.dodo.requests.length).toBe(requested);
  });

  test("[F08] a release that closes a credit because its topup says paid, and dies half way, leaves no call to make", async () => {
    await using world = await createWorld({ storage });
    const { topup_id, payment_id, replica, behind } = await heldUnconfirmed(world);
    replica.shows = "paid";
    const dying = world.secondService({
      ...behind,
      storage: { ...world.storage, closeCredit: unreachable },
    });
    expect(await decide(world, payment_id, "credit", dying)).toBe("storage_unavailable");
    replica.shows = "pending";
    world.clock.advance(PAST_LEASE_MS);
    await world.secondService(behind).reconcile({ recent: 0 });
    expect(await world.storage.readPayment(payment_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_not_paid",
    });
    replica.shows = "paid";
    expect(await decide(world, payment_id, "credit", world.secondService(behind))).toBe("paid");
    expect(await creditOf(world, topup_id)).toMatchObject({ state: "done" });
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[C10] a duplicate can be credited once the payment before it, which was never confirmed, is dismissed", async () => {
    await using world = await createWorld({ storage, dodo: { payments_per_session: "many" } });
    const opened = await open(world);
    const first = await world.dodo.pay(opened.session_id, { silent: true });
    const silent = world.secondService({ finishTopup: () => undefined });
    await world.deliver(bodyOf(world, first), { service: silent, webhook_id: "msg_1" });
    const second = await world.dodo.pay(opened.session_id, { silent: true });
    await world.deliver(bodyOf(world, second), { webhook_id: "msg_2" });
    world.clock.advance(16 * MINUTE);
    await world.payment.reconcile({ recent: 0 });
    expect(outcomes(await world.payments(opened.topup.topup_id))).toEqual([
      "held: duplicate_payment",
      "held: topup_not_paid",
    ]);
    const duplicate = await paymentOf(world, second.payment_id);
    expect(await decide(world, duplicate.payment_id, "credit")).toBe("release_refused");
    expect(await decide(world, opened.checkout.payment_id, "dismiss")).toBe("dismissed");
    expect(await decide(world, duplicate.payment_id, "credit")).toBe("paid");
    expect(world.host.ledger).toHaveLength(1);
    await expectSoundBooks(world);
  });
});

const topupOf = (world: World, topup_id: string): Topup =>
  world.host.topups.get(topup_id) ?? expect.unreachable();

/**
 * Calls `releasePayment()` without types; returns the payment's status after the decision, or the
 * error code of the refusal.
 */
async function answerTo(world: World, input: Record<string, unknown>): Promise<unknown> {
  return await world.payment
    .releasePayment(input as unknown as Parameters<PaymentService["releasePayment"]>[0])
    .then(
      ({ status }) => status,
      ({ code }: PaymentError) => code,
    );
}

async function unreachable(): Promise<never> {
  throw new PaymentError("storage_unavailable", "The process is gone.");
}

/**
 * Runs `happen` while Dodo answers a request to a matching path; `price` replaces fields of the
 * product's price in that answer.
 */
function duringRequest(
  world: World,
  path: string,
  happen: () => unknown,
  price: Record<string, unknown> = {},
): void {
  world.dodo.faults.api.transform = (requested, body) => {
    if (!requested.startsWith(path)) return body;
    happen();
    return "price" in Object(body)
      ? { ...Object(body), price: { ...Object(Object(body).price), ...price } }
      : body;
  };
}

/**
 * A payment that is held because the host credited, but its replica has not shown so for sixteen
 * minutes.
 */
async function heldUnconfirmed(world: World) {
  const replica = { shows: "pending" };
  const behind = {
    readTopup: (topup_id: string): Topup => ({
      ...topupOf(world, topup_id),
      status: replica.shows,
    }),
  };
  const { topup, session_id, checkout } = await open(world);
  const paid = await world.dodo.pay(session_id, { silent: true });
  const service = world.secondService(behind);
  await world.deliver(bodyOf(world, paid), { service });
  world.clock.advance(16 * MINUTE);
  await service.reconcile({ recent: 0 });
  expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
    status: "held",
    hold_reason: "topup_not_paid",
  });
  return { topup_id: topup.topup_id, payment_id: checkout.payment_id, replica, behind };
}
