/** The steps of a random history, each chosen by the seed. */
import type { World } from "./world.ts";

/** Milliseconds. */
export const MINUTE = 60_000;

/**
 * One history: its random numbers, its world, and the checkouts that were created, as recorded
 * without the service.
 */
export interface History {
  roll: (sides: number) => number;
  world: World;
  sessions: { topup_id: string; session_id: string }[];
  topup_ids: string[];
  slow: string[];
  /** Returns what the host has booked. */
  readLedger(): Promise<readonly Booked[]>;
  /** Returns how often the host was called. */
  countCalls(): number;
  /** Expects what must hold after every step. */
  expectStep(): Promise<void>;
  /** Ends the failures of the host and of the database. */
  calm(): void;
}

/** A credit that the host has booked. */
export interface Booked {
  topup_id: string;
  credits: number;
}

/** One random step; its result is ignored unless a later step needs it. */
type Step = (history: History) => Promise<unknown>;

/** The steps of which a history chooses one at a time; frequent ones stand here twice. */
export const RANDOM_STEPS: readonly Step[] = [
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
  async ({ world, roll }) => world.clock.advance(roll(90) * MINUTE),
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

/** Returns a generator of whole numbers below `sides`, the same for the same seed (mulberry32). */
export function dice(seed: number): (sides: number) => number {
  let state = seed * 0x9e3779b9;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, sides);
  };
}
