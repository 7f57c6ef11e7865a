import { describe, expect, test } from "vitest";
import {
  createWorld,
  STORAGES,
  type StorageKind,
  type World,
  type WorldOptions,
} from "../world.ts";

/** The number of histories on each storage, about a thousand in all. */
const HISTORIES: Readonly<Record<StorageKind, number>> = {
  memory: 600,
  sqlite: 300,
  postgres: 100,
};
const AT_A_TIME = 50;
const STEPS = 40;
const MINUTE = 60_000;

/**
 * One history: its random numbers, its world, and the checkouts that were created, as recorded
 * without the service.
 */
interface History {
  roll: (sides: number) => number;
  world: World;
  sessions: { topup_id: string; session_id: string }[];
  topup_ids: string[];
  slow: string[];
}

type Step = (history: History) => Promise<unknown>;

const STEPS_OF_CHANCE: readonly Step[] = [
  create,
  create,
  async (history) => await pay(history, {}),
  async (history) => await pay(history, {}),
  async (history) => await pay(history, { tax: history.roll(900) }),
  async (history) => await pay(history, { currency: "INR" }),
  async (history) => await pay(history, { result: "failed" }),
  async (history) => await pay(history, { result: "cancelled" }),
  async (history) => await pay(history, { overrides: { total_amount: 1 + history.roll(4_999) } }),
  async (history) => await pay(history, { overrides: { total_amount: 5_001 + history.roll(999) } }),
  async (history) =>
    await pay(history, { overrides: { currency: "INR", settlement_currency: "INR" } }),
  async (history) => await pay(history, { silent: true }),
  async (history) =>
    history.slow.push((await pay(history, { result: "processing" }))?.payment_id ?? ""),
  finish,
  async ({ world }) => await world.dodo.deliver({ limit: 3 }),
  async ({ world }) => await world.dodo.deliverAll(),
  async ({ world, roll }) =>
    await Promise.all(
      [...world.dodo.deliveries]
        .slice(-1 - roll(4))
        .map(async ({ delivery_id }) => await world.dodo.resend(delivery_id)),
    ),
  async ({ world, roll }) => void world.clock.advance(roll(90) * MINUTE),
  async ({ world }) => await world.payment.reconcile(),
  async ({ world }) =>
    await Promise.all([world.payment.reconcile(), world.secondService().reconcile()]),
  async ({ world, roll, topup_ids }) =>
    await world.send("GET", `/payments/me?topup_id=${topup_ids[roll(topup_ids.length)]}`, {
      as: "user:ada",
    }),
  async ({ world, roll }) =>
    void (world.dodo.faults.webhooks = {
      lose: roll(2),
      duplicate: roll(2),
      reorder: roll(2) === 1,
    }),
  async ({ world, roll }) =>
    void (world.dodo.faults.api =
      roll(3) === 0 ? { fail: { status: 500, count: 1 + roll(2) } } : {}),
];

const SETTINGS: readonly WorldOptions[] = (["always", "when_unsigned"] as const).flatMap(
  (confirm) =>
    (["one", "many"] as const).flatMap((payments_per_session) =>
      (["new", "same"] as const).flatMap((payment_id_after_decline) =>
        (["same", "new"] as const).map((webhook_id_on_resend): WorldOptions => ({
          service: { confirm },
          dodo: { payments_per_session, payment_id_after_decline, webhook_id_on_resend },
        })),
      ),
    ),
);

describe.each(STORAGES)("on %s", (storage) => {
  const firsts = Array.from(
    { length: HISTORIES[storage] / AT_A_TIME },
    (_, index) => 1 + index * AT_A_TIME,
  );
  test.each(firsts)(
    "[M08] fifty histories from seed %i: the ledger, the credits and the matching payments agree",
    { timeout: 60_000 },
    async (first) => {
      for (let seed = first; seed < first + AT_A_TIME; seed += 1) {
        const history = await runHistory(seed, storage);
        await using _ = history.world;
        await expectSums(history).catch((cause: unknown) => {
          throw new Error(`history ${seed}`, { cause });
        });
      }
    },
  );
});

test("[M08] the histories reach every outcome", async () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= AT_A_TIME; seed += 1) {
    await using world = (await runHistory(seed, "memory")).world;
    for (const { status, hold_reason } of await world.allPayments())
      outcomes.add(`${status} ${hold_reason}`);
  }
  for (const outcome of [
    "paid null",
    "held underpaid",
    "held currency",
    "held duplicate_payment",
    "failed null",
  ])
    expect(outcomes).toContain(outcome);
});

/** Runs one history to its end and then lets everything recover. */
async function runHistory(seed: number, storage: StorageKind): Promise<History> {
  const roll = dice(seed);
  const world = await createWorld({ storage, ...SETTINGS[seed % SETTINGS.length] });
  const topup_ids = Array.from(
    { length: 3 },
    (_, index) => world.host.addTopup({ credits: 500 + index }).topup_id,
  );
  const history: History = { roll, world, topup_ids, sessions: [], slow: [] };
  failingHost(history);
  for (let step = 0; step < STEPS; step += 1)
    await STEPS_OF_CHANCE[roll(STEPS_OF_CHANCE.length)]?.(history);
  await recover(world);
  return history;
}

async function create({ world, roll, topup_ids, sessions }: History): Promise<void> {
  const topup_id = topup_ids[roll(topup_ids.length)] ?? "";
  const response = await world.send("POST", "/checkout/create", {
    as: "user:ada",
    body: { method_id: "dodo", topup_id },
  });
  const body: unknown = await response.json();
  const session_id: unknown = Reflect.get(Object(body), "provider_session_id");
  if (typeof session_id === "string") sessions.push({ topup_id, session_id });
}

async function pay(
  { world, roll, sessions }: History,
  outcome: Parameters<World["dodo"]["pay"]>[1],
): Promise<{ payment_id: string } | null> {
  const session = sessions[roll(sessions.length)];
  // A checkout that is used or expired refuses the buyer.
  return session === undefined
    ? null
    : await world.dodo.pay(session.session_id, outcome).catch(() => null);
}

async function finish({ world, roll, slow }: History): Promise<void> {
  const payment_id = slow[roll(slow.length)] ?? "";
  await world.dodo.finish(payment_id, roll(4) === 0 ? "failed" : "succeeded").catch(() => null);
}

/** Makes the host fail at random, before it books or after. */
function failingHost({ world, roll }: History): void {
  const stumble = (): void => {
    if (roll(8) === 0) throw new Error("the host stumbled");
  };
  world.host.before = stumble;
  world.host.after = stumble;
}

/** Stops all errors and runs deliveries and reconciliation until nothing is left to do. */
async function recover(world: World): Promise<void> {
  world.host.before = null;
  world.host.after = null;
  world.dodo.faults.api = {};
  world.dodo.faults.webhooks = {};
  for (let round = 0; round < 6; round += 1) {
    world.clock.advance(61 * MINUTE);
    await world.dodo.deliverAll();
    await world.payment.reconcile();
  }
}

async function expectSums({ world, topup_ids, sessions }: History): Promise<void> {
  const { ledger } = world.host;
  const done: string[] = [];
  for (const topup_id of topup_ids)
    if ((await world.storage.readCredit(topup_id))?.state === "done") done.push(topup_id);
  const paid = (await world.allPayments()).filter(({ status }) => status === "paid");
  const owed = await owing(world, sessions);
  expect(ledger.map(({ topup_id }) => topup_id).sort()).toEqual(owed);
  expect(done.sort()).toEqual(owed);
  expect(paid.map(({ topup_id }) => topup_id).sort()).toEqual(owed);
  expect(sum(paid.map(({ credits }) => credits))).toBe(sum(ledger.map(({ credits }) => credits)));
  expect((await world.allPayments()).filter(({ status }) => status === "crediting")).toEqual([]);
}

/** Returns the topups that were paid in full at least once, according to Dodo's own records. */
async function owing(
  world: World,
  sessions: readonly { topup_id: string; session_id: string }[],
): Promise<string[]> {
  const response = await world.dodo.fetch(
    new Request(`${world.dodo.url}/payments?page_size=100`, {
      headers: { authorization: `Bearer ${world.dodo.api_key}` },
    }),
  );
  const { items } = (await response.json()) as { items: { payment_id: string }[] };
  const owed = new Set<string>();
  for (const { payment_id } of items) {
    const asked = await world.dodo.fetch(
      new Request(`${world.dodo.url}/payments/${payment_id}`, {
        headers: { authorization: `Bearer ${world.dodo.api_key}` },
      }),
    );
    const payment = (await asked.json()) as {
      status: string;
      currency: string;
      total_amount: number;
      tax: number;
      settlement_currency: string;
      settlement_amount: number;
      settlement_tax: number;
      checkout_session_id: string;
    };
    const net =
      payment.currency === "USD"
        ? payment.total_amount - payment.tax
        : payment.settlement_amount - payment.settlement_tax;
    const dollars = payment.currency === "USD" || payment.settlement_currency === "USD";
    const topup_id = sessions.find(
      ({ session_id }) => session_id === payment.checkout_session_id,
    )?.topup_id;
    if (payment.status === "succeeded" && dollars && net >= 5_000 && topup_id !== undefined)
      owed.add(topup_id);
  }
  return [...owed].sort();
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** Returns a generator of whole numbers below `sides`, the same for the same seed (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed * 0x9e3779b9;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, sides);
  };
}
