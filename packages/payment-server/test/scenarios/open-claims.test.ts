/**
 * An open claim is voided only if its topup says `pending`, since the host may have been called for
 * it.
 */
import { describe, expect, test } from "vitest";
import { decisionOf } from "../answers.ts";
import { bodyOf, creditOf, expectSoundBooks, PAST_LEASE_MS } from "../books.ts";
import { decide, MINUTE, open } from "../scenes.ts";
import { createSharedShop, SHARED_SHOPS, type SharedShop } from "../shared-shop.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import {
  PaymentError,
  type PaymentServiceOptions,
  type Storage,
  type Topup,
} from "../../src/index.ts";

/** The ways in which the first call ends without being recorded. */
const ENDS: Record<string, (world: World) => Partial<PaymentServiceOptions>> = {
  "throws after it": (world) => ({
    finishTopup: (topup_id) => {
      done(world, topup_id);
      throw new Error("the answer was lost");
    },
  }),
  "is killed before it is noted": (world) => ({
    finishTopup: (topup_id) => done(world, topup_id),
    storage: dyingAt(world.storage, "returnCredit"),
  }),
};

describe.each(STORAGES)("on %s", (storage) => {
  test.each(Object.keys(ENDS))(
    "[F08] a host that books, writes another status than `paid` and %s: its claim is not voided",
    async (name) => {
      await using world = await createWorld({ storage });
      const { topup, payment_id, body } = await paid(world);
      expect(
        (await world.deliver(body, { service: world.secondService(ENDS[name]?.(world)) })).status,
      ).toBe(503);
      world.clock.advance(PAST_LEASE_MS);
      expect(await decisionOf(await world.deliver(body))).toEqual([503, "busy"]);
      expect(await world.storage.readPayment(payment_id)).toMatchObject({
        status: "crediting",
        unconfirmed_since: world.clock.now(),
      });
      expect(await creditOf(world, topup.topup_id)).toMatchObject({ state: "returned" });
      // The merchant corrects the status.
      world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
      expect(await decide(world, payment_id, "credit")).toBe("paid");
      expect(world.host.calls).toEqual([]);
      await expectSoundBooks(world);
    },
  );

  test("[F10] a topup that is missing for one read during a takeover: one call, one credit", async () => {
    await using world = await createWorld({ storage });
    const { topup, body } = await paid(world);
    // The payment is not young any more, but the claim is.
    world.clock.advance(20 * MINUTE);
    expect(
      (
        await world.deliver(body, {
          service: world.secondService({ storage: dyingAt(world.storage, "claimCredit") }),
        })
      ).status,
    ).toBe(503);
    world.clock.advance(PAST_LEASE_MS);
    const blind = world.secondService({ readTopup: () => null });
    expect(await decisionOf(await world.deliver(body, { service: blind }))).toEqual([503, "busy"]);
    expect(await creditOf(world, topup.topup_id)).toMatchObject({ state: "claimed" });
    expect(await decisionOf(await world.deliver(body))).toEqual([200, "applied"]);
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });

  test("[F10] a topup that stays missing: the host is not called again, and it is closed once the topup is there and says paid", async () => {
    await using world = await createWorld({ storage });
    const { topup, payment_id, body } = await paid(world);
    expect(
      (
        await world.deliver(body, {
          service: world.secondService({ storage: dyingAt(world.storage, "closeCredit") }),
        })
      ).status,
    ).toBe(503);
    const blind = world.secondService({ readTopup: () => null });
    for (let read = 0; read < 3; read += 1) {
      world.clock.advance(16 * MINUTE);
      await blind.reconcile({ recent: 0 });
    }
    expect(await world.storage.readPayment(payment_id)).toMatchObject({
      status: "held",
      hold_reason: "topup_not_paid",
    });
    expect(await creditOf(world, topup.topup_id)).toMatchObject({ state: "returned" });
    expect(await decide(world, payment_id, "credit")).toBe("paid");
    expect(world.host.calls).toHaveLength(1);
    await expectSoundBooks(world);
  });
});

test("[F08] a host that takes more than a second for each read: 200 at once, and nothing untrue in the log", async () => {
  await using world = await createWorld();
  const { body } = await paid(world);
  world.host.reading = async () => await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await decisionOf(await world.deliver(body))).toEqual([200, "applied"]);
  expect(world.log.filter((line) => line.startsWith("finishTopup()"))).toEqual([]);
});

describe.each(SHARED_SHOPS)(
  "a claim of guarded mode, taken over in transactional mode on %s",
  (kind) => {
    test("[K01] is closed as paid if its host has committed, not held", async () => {
      await using shop = await createSharedShop(kind);
      const { topup_id, payment_id, body } = await diedInGuardedMode(shop);
      expect(await decisionOf(await shop.world.deliver(body, { service: shop.service }))).toEqual([
        200,
        "applied",
      ]);
      expect(await shop.storage.readPayment(payment_id)).toMatchObject({ status: "paid" });
      expect(await shop.storage.readCredit(topup_id)).toMatchObject({
        state: "done",
        mode: "guarded",
      });
      expect([shop.calls, await shop.balance()]).toEqual([[], 500]);
    });

    test("[K01] is not called for while a replica lags: the host has no guard of its own there", async () => {
      await using shop = await createSharedShop(kind);
      const { payment_id, body } = await diedInGuardedMode(shop);
      let called = 0;
      const lagging = shop.world.transactionalService({
        storage: shop.storage as never,
        readTopup: (topup_id) => ({ ...PENDING, topup_id }),
        finishTopup: () => void (called += 1),
      });
      expect(await decisionOf(await shop.world.deliver(body, { service: lagging }))).toEqual([
        503,
        "busy",
      ]);
      expect(called).toBe(0);
      expect(await decisionOf(await shop.world.deliver(body, { service: shop.service }))).toEqual([
        200,
        "applied",
      ]);
      expect(await shop.storage.readPayment(payment_id)).toMatchObject({ status: "paid" });
      expect([shop.calls, await shop.balance()]).toEqual([[], 500]);
    });
  },
);

const PENDING: Omit<Topup, "topup_id"> = {
  user_id: "ada",
  credits: 500,
  usd_cents: 5_000,
  status: "pending",
};

async function paid(world: World) {
  const { topup, session_id, checkout } = await open(world);
  const payment = await world.dodo.pay(session_id, { silent: true });
  return { topup, payment_id: checkout.payment_id, body: bodyOf(world, payment) };
}

/** Books the credit and writes another status than `paid`. */
function done(world: World, topup_id: string): void {
  const topup = world.host.topups.get(topup_id) ?? expect.unreachable();
  world.host.topups.set(topup_id, { ...topup, status: "done" });
  world.host.ledger.push({
    topup_id,
    user_id: topup.user_id,
    credits: topup.credits,
    idempotency_key: "",
  });
}

/** Wraps the storage so that the process dies at this verb, once its claim is written. */
function dyingAt<S extends Storage>(
  storage: S,
  verb: "claimCredit" | "returnCredit" | "closeCredit",
): S {
  const gone = async (): Promise<never> => {
    throw new PaymentError("storage_unavailable", "The process is gone.");
  };
  if (verb !== "claimCredit") return { ...storage, [verb]: gone };
  const claimCredit: S["claimCredit"] = async (...given) => {
    await storage.claimCredit(...given);
    return await gone();
  };
  return { ...storage, claimCredit };
}

/** A host in guarded mode has committed, its process has died, and the lease has expired. */
async function diedInGuardedMode(shop: SharedShop) {
  const { world } = shop;
  const topup_id = await shop.addTopup();
  const checkout = await world.create(topup_id, { service: shop.service });
  const body = bodyOf(world, await world.dodo.pay(checkout.provider_session_id, { silent: true }));
  const guarded = world.secondService({
    storage: dyingAt(shop.storage, "closeCredit"),
    readTopup: async () => ({
      ...PENDING,
      topup_id,
      status: String(
        (await shop.query("SELECT status FROM shop_topups WHERE topup_id = ?", topup_id))[0]?.[
          "status"
        ],
      ),
    }),
    finishTopup: async () => {
      await shop.query(
        "UPDATE shop_topups SET status = 'paid' WHERE topup_id = ? AND status = 'pending'",
        topup_id,
      );
      await shop.query("INSERT INTO shop_ledger (topup_id, credits) VALUES (?, 500)", topup_id);
    },
  });
  expect((await world.deliver(body, { service: guarded })).status).toBe(503);
  expect(await shop.balance()).toBe(500);
  world.clock.advance(PAST_LEASE_MS);
  return { topup_id, payment_id: checkout.payment_id, body };
}
