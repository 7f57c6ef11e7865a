import { describe, expect, test } from "vitest";
import { PaymentError } from "../../src/index.ts";
import {
  createWorld,
  STORAGES,
  type StorageKind,
  type World,
  type WorldOptions,
} from "../world.ts";
import { type Booked, type History, RANDOM_STEPS, dice, MINUTE } from "../random-history.ts";
import type { SharedShopKind } from "../shared-shop.ts";
import { createTransactionalWorld } from "../transactional-history.ts";

/** The number of histories on each storage, nine hundred in all. */
const HISTORIES: Readonly<Record<StorageKind, number>> = {
  memory: 800,
  sqlite: 50,
  postgres: 50,
};
/** Of the other storages, every second history runs in transactional mode. */
const GUARDED_ONLY = "memory";
const AT_A_TIME = 50;
const STEPS = 40;
/** A check takes about as long as a step, so it is not made after each of them. */
const STEPS_PER_CHECK = 4;

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
    async (first) => {
      let failed_calls = 0;
      for (let seed = first; seed < first + AT_A_TIME; seed += 1) {
        const history = await runHistory(seed, storage);
        await using _ = history.world;
        await expectSums(history).catch((cause: unknown) => {
          throw new Error(`history ${seed}`, { cause });
        });
        failed_calls += history.countCalls() - (await history.readLedger()).length;
      }
      expect(failed_calls).toBeGreaterThan(0);
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
  const settings = SETTINGS[Math.floor(seed / 2) % SETTINGS.length] ?? {};
  const history =
    storage === GUARDED_ONLY || seed % 2 === 0
      ? await guardedHistory(roll, { storage, ...settings })
      : await transactionalHistory(roll, storage, settings);
  for (let step = 0; step < STEPS; step += 1) {
    await RANDOM_STEPS[roll(RANDOM_STEPS.length)]?.(history).catch(ignoreAbsence);
    if (step % STEPS_PER_CHECK === 0) await history.expectStep();
  }
  await recover(history);
  return history;
}

/** Ignores that the database fails during a `reconcile()`; the caller runs it again later. */
function ignoreAbsence(error: unknown): void {
  if (!(error instanceof PaymentError && error.code === "storage_unavailable")) throw error;
}

/** Creates a history whose host fails at random, before it books or after. */
async function guardedHistory(roll: History["roll"], options: WorldOptions): Promise<History> {
  const world = await createWorld(options);
  const topup_ids = Array.from(
    { length: 3 },
    (_, index) => world.host.addTopup({ credits: 500 + index }).topup_id,
  );
  const stumble = (): void => {
    if (roll(8) === 0) throw new Error("the host stumbled");
  };
  Object.assign(world.host, { before: stumble, after: stumble });
  return {
    roll,
    world,
    topup_ids,
    sessions: [],
    slow: [],
    readLedger: async () => world.host.ledger,
    countCalls: () => world.host.calls.length,
    expectStep: async () => {},
    calm: () => void Object.assign(world.host, { before: null, after: null }),
  };
}

/** Creates a history in transactional mode, whose database fails at random too. */
async function transactionalHistory(
  roll: History["roll"],
  storage: SharedShopKind,
  options: WorldOptions,
): Promise<History> {
  const { world, shop, calm, expectTogether } = await createTransactionalWorld(
    storage,
    roll,
    options,
  );
  const topup_ids = [];
  for (let index = 0; index < 3; index += 1) topup_ids.push(await shop.addTopup());
  return {
    roll,
    world,
    topup_ids,
    sessions: [],
    slow: [],
    readLedger: async () =>
      (await shop.query("SELECT topup_id, credits FROM shop_ledger")) as unknown as Booked[],
    countCalls: () => shop.calls.length,
    expectStep: expectTogether,
    calm,
  };
}

/** Stops all errors and runs deliveries and reconciliation until nothing is left to do. */
async function recover({ world, calm }: History): Promise<void> {
  calm();
  world.dodo.faults.api = {};
  world.dodo.faults.webhooks = {};
  for (let round = 0; round < 6; round += 1) {
    world.clock.advance(61 * MINUTE);
    await world.dodo.deliverAll();
    await world.payment.reconcile();
  }
}

async function expectSums(history: History): Promise<void> {
  const { world, topup_ids, sessions } = history;
  await history.expectStep();
  const ledger = await history.readLedger();
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
    const requested = await world.dodo.fetch(
      new Request(`${world.dodo.url}/payments/${payment_id}`, {
        headers: { authorization: `Bearer ${world.dodo.api_key}` },
      }),
    );
    const payment = (await requested.json()) as {
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
