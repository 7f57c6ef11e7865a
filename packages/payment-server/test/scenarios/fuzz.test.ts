/**
 * Random histories: three processes with clocks ten minutes apart, a database and a host that fail
 * before and after their work, buyers who pay twice, decline and dispute, and administrators who
 * release and dismiss. Then the errors stop, and the books must agree. Each history depends on its
 * seed alone.
 */
import { describe, expect, test } from "vitest";
import { bodyOf, everyPayment, expectSoundBooks, PAST_LEASE_MS, presentPayment } from "../books.ts";
import { around, createDice, eventLoopTurns, type Dice } from "../faults.ts";
import { HOUR, MINUTE } from "../scenes.ts";
import { createWorld, STORAGES, type World } from "../world.ts";
import { PaymentError, type PaymentService, type Storage } from "../../src/index.ts";

const SEEDS = { memory: 12, sqlite: 4, postgres: 4 };
const BUNCHES = 25;
const SKEWS = [0, 10 * MINUTE, -10 * MINUTE];

interface History {
  world: World;
  dice: Dice;
  /** `true` while the database and the host fail at random. */
  failing: boolean;
  services: PaymentService[];
  topup_id: string;
  sessions: string[];
  paid: string[];
  /** Earlier bodies, which are delivered again later. */
  stale: Record<string, unknown>[];
}

type Act = (history: History) => Promise<unknown>;

const ACTS: readonly Act[] = [
  create,
  pay,
  async ({ world, dice, paid }) =>
    await world.dodo.finish(pick(paid, dice), pick(["succeeded", "failed"], dice)),
  async ({ world, dice, paid }) =>
    dice(3) === 0 &&
    (await world.dodo.refund(pick(paid, dice), dice(2) === 0 ? {} : { amount: 1_000 })),
  async ({ world, dice, paid }) => dice(3) === 0 && (await world.dodo.dispute(pick(paid, dice))),
  async ({ world, dice, paid, services }) => {
    const present = await presentPayment(world, pick(paid, dice));
    await world.deliver(bodyOf(world, present), {
      webhook_id: `msg_${dice(8)}`,
      service: pick(services, dice),
    });
  },
  async ({ world, dice, stale, services }) =>
    await world.deliver(pick(stale, dice), {
      webhook_id: `msg_s${dice(8)}`,
      service: pick(services, dice),
    }),
  async ({ world }) => await world.dodo.deliver({ limit: 2 }),
  lose,
  async ({ dice, services }) =>
    await pick(services, dice).reconcile(dice(2) === 0 ? {} : { recent: 0 }),
  async ({ world, dice }) =>
    world.clock.advance(pick([1_000, 20_000, PAST_LEASE_MS, 10 * MINUTE, HOUR], dice)),
  release,
  editTopup,
  async ({ world, dice, services, topup_id }) =>
    await world.send("GET", `/payments/me?topup_id=${topup_id}`, {
      as: "user:ada",
      service: pick(services, dice),
    }),
];

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["always", "when_unsigned"] as const)("confirm: %s", (confirm) => {
    test.each(["new", "same"] as const)(
      "[M08] [C25] after any history the books agree (%s id after a decline)",
      async (payment_id_after_decline) => {
        const statuses = new Set<string>();
        for (let seed = 0; seed < SEEDS[storage]; seed += 1) {
          await using world = await createWorld({
            storage,
            dodo: { payments_per_session: "many", payment_id_after_decline },
            service: { confirm },
          });
          const history = begin(world, seed);
          for (let bunch = 0; bunch < BUNCHES; bunch += 1) {
            await Promise.all(
              Array.from({ length: 1 + history.dice(4) }, async () => await act(history)),
            );
          }
          history.failing = false;
          await settleDown(world);
          await expectAgreement(history, `seed ${seed}`);
          for (const { status } of await everyPayment(world)) statuses.add(status);
        }
        // Books agree trivially if nothing is ever paid, so some history must pay. PostgreSQL
        // orders concurrent transactions by itself, so the histories vary there.
        if (storage !== "postgres")
          expect([...statuses]).toEqual(expect.arrayContaining(["paid", "held", "expired"]));
      },
    );
  });
});

function begin(world: World, seed: number): History {
  const dice = createDice(seed);
  const { topup_id } = world.host.addTopup();
  const history: History = {
    world,
    dice,
    failing: true,
    services: [],
    topup_id,
    sessions: [],
    paid: [],
    stale: [],
  };
  const service = (skew: number): PaymentService =>
    world.secondService({ storage: unreliable(history), clock: () => world.clock.now() + skew });
  history.services.push(...SKEWS.map(service));
  const fail = (): void => {
    if (history.failing && dice(6) === 0) throw new Error("the host is away");
  };
  const dawdle = async (): Promise<void> => {
    await eventLoopTurns(dice(5));
    fail();
  };
  Object.assign(world.host, { before: dawdle, after: dawdle, reading: fail });
  return history;
}

/**
 * Lets other tasks run before and after each verb; sometimes the database fails before its work or
 * after it.
 */
function unreliable(history: History): Storage {
  const { world, dice } = history;
  return around(world.storage, async (_verb, run) => {
    await eventLoopTurns(dice(4));
    const luck = history.failing ? dice(20) : null;
    if (luck === 0) throw new PaymentError("storage_unavailable", "The database is away.");
    const result = await run();
    await eventLoopTurns(dice(4));
    if (luck === 1) throw new PaymentError("storage_unavailable", "The answer was lost.");
    return result;
  });
}

/**
 * Runs one random action. An action that is impossible now is skipped; an internal error fails the
 * test.
 */
async function act(history: History): Promise<void> {
  await eventLoopTurns(history.dice(4));
  await pick(
    ACTS,
    history.dice,
  )(history).catch((error: unknown) => {
    if (error instanceof TypeError || error instanceof RangeError) throw error;
  });
}

async function settleDown(world: World): Promise<void> {
  for (let round = 0; round < 40; round += 1) {
    world.clock.advance(11 * MINUTE);
    await world.dodo.deliver();
    await world.payment.reconcile();
  }
}

async function expectAgreement({ world, topup_id, paid }: History, seed: string): Promise<void> {
  await expectSoundBooks(world).catch((error: unknown) => {
    throw new Error(seed, { cause: error });
  });
  const rows = await everyPayment(world);
  expect(world.host.topups.get(topup_id)?.status, seed).toBe(
    world.host.ledger.length === 1 ? "paid" : "pending",
  );
  for (const { status, next_check_at } of rows) {
    expect(status, seed).not.toBe("crediting");
    if (status === "pending") expect(next_check_at, seed).not.toBeNull();
  }
  for (const id of new Set(paid)) {
    const present = await presentPayment(world, id);
    const row = rows.find(({ provider_payment_id }) => provider_payment_id === id);
    if (present.status === "succeeded")
      expect(["paid", "held", "dismissed"], `${seed}: ${id}`).toContain(row?.status);
    if (row?.status === "paid" && present.refund_status === "full")
      expect(row.refunded_minor, `${seed}: ${id}`).toBe(row.net_minor);
  }
}

async function create({ world, dice, services, topup_id, sessions }: History): Promise<void> {
  const checkout = await world.create(topup_id, { service: pick(services, dice) });
  if (!sessions.includes(checkout.provider_session_id)) sessions.push(checkout.provider_session_id);
}

async function pay({ world, dice, sessions, paid, stale }: History): Promise<void> {
  const result = pick(
    ["succeeded", "succeeded", "failed", "processing", "cancelled"] as const,
    dice,
  );
  const overrides = dice(6) === 0 ? { total_amount: 4_000, settlement_amount: 4_000 } : {};
  const payment = await world.dodo.pay(pick(sessions, dice), { result, overrides });
  paid.push(payment.payment_id);
  stale.push(structuredClone(bodyOf(world, payment)));
}

async function lose({ world, dice }: History): Promise<void> {
  const waiting = world.dodo.deliveries.filter(({ state }) => state === "waiting");
  if (dice(3) === 0) world.dodo.lose(pick(waiting, dice).delivery_id);
}

async function release({ world, dice, services }: History): Promise<void> {
  const { payment_id } = pick(await everyPayment(world), dice);
  await pick(services, dice).releasePayment({
    payment_id,
    decision: dice(4) === 0 ? "dismiss" : "credit",
    note: "by chance",
  });
}

async function editTopup({ world, dice, topup_id }: History): Promise<void> {
  const topup = world.host.topups.get(topup_id);
  if (dice(8) === 0 && topup?.status === "pending")
    world.host.topups.set(topup_id, { ...topup, credits: 500 + dice(2) });
}

/** Returns a random element; throws if the list is empty. */
function pick<T>(list: readonly T[], dice: Dice): T {
  const [one] = list.slice(dice(Math.max(1, list.length)));
  if (one === undefined) throw new Error("there is nothing to choose from");
  return one;
}
