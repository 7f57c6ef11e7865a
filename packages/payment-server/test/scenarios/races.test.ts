/**
 * Concurrent requests in many orders: the storage lets other tasks run at every verb, and each seed
 * makes one order.
 */
import { describe, expect, test } from "vitest";
import {
  bodyOf,
  deliverUntilDecided,
  everyPayment,
  expectSoundBooks,
  PAST_LEASE_MS,
  presentPayment,
  reconcileUntilDone,
} from "../books.ts";
import { around, createDice, interleaving, eventLoopTurns, type Dice } from "../faults.ts";
import { createWorldIn, SETTINGS, type Setting } from "../settings.ts";
import type { World } from "../world.ts";
import { PaymentError, type PaymentService, type Storage } from "../../src/index.ts";

/** The number of orders that each race is run in. `RACE_ORDERS` sets another one. */
const ORDERS = Number(process.env["RACE_ORDERS"] ?? 8);

/** Both variants of Dodo and both values of `confirm`, on each storage. */
const CHOSEN: readonly Setting[] = SETTINGS.filter(
  ({ confirm, dodo }) => (confirm === "always") === (dodo.payments_per_session === "one"),
);

describe.each(CHOSEN)("$name", (setting) => {
  test("[C02] [C03] settle racing settle: one call of the host, whatever the order", async () => {
    for (let seed = 0; seed < ORDERS; seed += 1) {
      await using world = await createWorldIn(setting);
      const dice = createDice(seed);
      const { services, session } = await prepare(world, dice, (storage) =>
        interleaving(storage, dice),
      );
      const { payment_id } = await world.dodo.pay(session);
      await atOnce(dice, [
        ...services.flatMap((service) => [
          deliver(world, payment_id, "msg_a", service),
          deliver(world, payment_id, "msg_b", service),
          reconcile(service),
        ]),
        readList(world, services[1]),
      ]);
      await end(world);
      expect(world.host.calls.length, `seed ${seed}`).toBe(1);
      expect(await everyPayment(world)).toMatchObject([{ status: "paid" }]);
      await expectSoundBooks(world);
    }
  });

  test("[C10] [C12] [C19] two payments in one session, a refund and a late failure at once: at most one call, one credit", async () => {
    for (let seed = 0; seed < ORDERS; seed += 1) {
      await using world = await createWorldIn({
        ...setting,
        dodo: { ...setting.dodo, payments_per_session: "many" },
      });
      const dice = createDice(seed);
      const { services, session } = await prepare(world, dice, (storage) =>
        interleaving(storage, dice),
      );
      const first = await world.dodo.pay(session);
      const second = await world.dodo.pay(session);
      await atOnce(dice, [
        ...services.flatMap((service) => [
          deliver(world, first.payment_id, "msg_a", service),
          deliver(world, second.payment_id, "msg_b", service),
        ]),
        async () => void (await world.dodo.refund(first.payment_id)),
        async () =>
          void (await world.deliver(bodyOf(world, { ...first, status: "failed" }), {
            webhook_id: "msg_c",
          })),
        reconcile(services[0]),
      ]);
      await end(world);
      expect(world.host.calls.length, `seed ${seed}`).toBe(1);
      expect((await everyPayment(world)).map(({ status }) => status).sort()).toEqual([
        "held",
        "paid",
      ]);
      await expectSoundBooks(world);
    }
  });

  test("[C22] a release, a dismissal and deliveries at once: the payment is paid with one call, or dismissed with none", async () => {
    const outcomes = new Set<string>();
    // PostgreSQL also orders concurrent transactions by itself, so the loop continues until both
    // outcomes were reached.
    for (let seed = 0; seed < ORDERS || (outcomes.size < 2 && seed < 10 * ORDERS); seed += 1) {
      await using world = await createWorldIn(setting);
      const dice = createDice(seed);
      const { services, session } = await prepare(world, dice, (storage) =>
        interleaving(storage, dice),
      );
      const { payment_id } = await world.dodo.pay(session, { overrides: { total_amount: 4_000 } });
      await world.dodo.deliver();
      const release =
        (decision: "credit" | "dismiss", service: PaymentService | undefined) =>
        async (): Promise<void> => {
          const [payment] = await everyPayment(world);
          await world.send("POST", "/payments/release", {
            as: "admin",
            body: { payment_id: payment?.payment_id, decision, note: "seen" },
            service: service ?? world.payment,
          });
        };
      await atOnce(dice, [
        ...services.flatMap((service) => [
          release("credit", service),
          release("dismiss", service),
          deliver(world, payment_id, "msg_x", service),
        ]),
        reconcile(services[1]),
      ]);
      await end(world);
      const [payment] = await everyPayment(world);
      outcomes.add(payment?.status ?? "");
      expect(world.host.calls.length, `seed ${seed}`).toBe(payment?.status === "paid" ? 1 : 0);
      await expectSoundBooks(world);
    }
    expect(outcomes).toEqual(new Set(["paid", "dismissed"]));
  });

  test("[K03] the same with a database, a host and a clock that fail throughout: one credit, sound books", async () => {
    for (let seed = 0; seed < ORDERS; seed += 1) {
      await using world = await createWorldIn({
        ...setting,
        dodo: { ...setting.dodo, payments_per_session: "many" },
      });
      const dice = createDice(seed);
      const { services, session } = await prepare(world, dice, (storage) =>
        unreliable(interleaving(storage, dice), dice),
      );
      const [first, second] = [await world.dodo.pay(session), await world.dodo.pay(session)];
      const fail = (): void => {
        if (dice(4) === 0) throw new Error("the balance is away");
      };
      Object.assign(world.host, { before: fail, after: fail, reading: fail });
      for (let round = 0; round < 5; round += 1) {
        await atOnce(dice, [
          ...services.flatMap((service) => [
            deliver(world, first.payment_id, "msg_a", service),
            deliver(world, second.payment_id, "msg_b", service),
          ]),
          reconcile(services[dice(2)]),
          async () => world.clock.advance(dice(2) * PAST_LEASE_MS),
        ]);
      }
      Object.assign(world.host, { before: null, after: null, reading: null });
      await end(world);
      expect(world.host.ledger.length, `seed ${seed}`).toBe(1);
      expect(
        (await everyPayment(world)).map(({ status, hold_reason }) => [status, hold_reason]).sort(),
      ).toEqual([
        ["held", "duplicate_payment"],
        ["paid", null],
      ]);
      await expectSoundBooks(world);
    }
  });
});

async function prepare(world: World, dice: Dice, storageOf: (storage: Storage) => Storage) {
  const topup = world.host.addTopup();
  const { provider_session_id: session } = await world.create(topup.topup_id);
  world.host.before = async () => await eventLoopTurns(dice(6));
  world.host.after = async () => await eventLoopTurns(dice(6));
  return {
    session,
    services: [
      world.secondService({ storage: storageOf(world.storage) }),
      world.secondService({ storage: storageOf(world.storage) }),
    ],
  };
}

/** Starts all of them in a random order; their answers do not matter here. */
async function atOnce(dice: Dice, acts: (() => Promise<unknown>)[]): Promise<void> {
  const shuffled = acts
    .map((act) => ({ act, place: dice(1_000) }))
    .sort((a, b) => a.place - b.place);
  await Promise.all(
    shuffled.map(async ({ act }) => {
      await eventLoopTurns(dice(4));
      await act();
    }),
  );
}

function deliver(
  world: World,
  payment_id: string,
  webhook_id: string,
  service: PaymentService,
): () => Promise<void> {
  return async () => {
    const { status } = await world.deliver(bodyOf(world, await presentPayment(world, payment_id)), {
      webhook_id,
      service,
    });
    expect([200, 503]).toContain(status);
  };
}

function reconcile(service: PaymentService | undefined): () => Promise<void> {
  return async () => {
    await service
      ?.reconcile()
      .catch((error: unknown) => expect(error).toMatchObject({ code: "storage_unavailable" }));
  };
}

/** Reads the buyer's list of payments. */
function readList(world: World, service: PaymentService = world.payment): () => Promise<void> {
  return async () =>
    void (await world.send("GET", "/payments/me?topup_id=tu_1", { as: "user:ada", service }));
}

/** Delivers all open deliveries and reconciles all due payments, without errors. */
async function end(world: World): Promise<void> {
  world.clock.advance(PAST_LEASE_MS);
  await deliverUntilDecided(world);
  await reconcileUntilDone(world);
}

/** Wraps the storage so that one call in eight fails, before its effect or after it. */
function unreliable(storage: Storage, dice: Dice): Storage {
  return around(storage, async (_verb, run) => {
    const luck = dice(16);
    if (luck === 0) throw new PaymentError("storage_unavailable", "The database is away.");
    const result = await run();
    if (luck === 1) throw new PaymentError("storage_unavailable", "The answer was lost.");
    return result;
  });
}
