/** The steps of a random history of holds, releases, refunds and disputes. */
import type { Payment } from "../src/index.ts";
import { everyPayment } from "./books.ts";
import { createDice } from "./faults.ts";
import { createNotifiedWorld, type NotifiedWorld } from "./notified-world.ts";
import type { StorageKind } from "./world.ts";

/** Milliseconds. */
const MINUTE = 60_000;
const STEPS = 26;
const TOPUPS = 3;

/** One history: its random numbers, its world, and what Dodo's API shows while it lags. */
export interface ReversalHistory extends AsyncDisposable {
  notified: NotifiedWorld;
  roll: (sides: number) => number;
  /** Dodo's payments. */
  payments: string[];
  /** The answers of an API that lags, by path. */
  shown: Map<string, unknown> | null;
}

type Step = (history: ReversalHistory) => unknown;

const CURRENCIES: readonly Record<string, unknown>[] = [
  {},
  {},
  { tax: 413 },
  { currency: "INR", tax: 900 },
  { overrides: { currency: "EUR", settlement_currency: "EUR" } },
  { overrides: { total_amount: 4_000, settlement_amount: 4_000 } },
  { overrides: { total_amount: 6_100, settlement_amount: 6_100 } },
];

const refund =
  (status: "succeeded" | "pending" | "failed"): Step =>
  async (history) => {
    const { notified, roll } = history;
    const amount = roll(3) === 0 ? {} : { amount: 1 + roll(3_000) };
    await notified.world.dodo.refund(pick(history), { status, ...amount });
  };

const dispute =
  (type: `dispute.${"opened" | "lost" | "won" | "accepted" | "cancelled"}`): Step =>
  async (history) =>
    await history.notified.world.dodo.dispute(pick(history), { type });

const STEP_KINDS: readonly Step[] = [
  buy,
  buy,
  refund("succeeded"),
  refund("succeeded"),
  refund("pending"),
  refund("failed"),
  finishRefund,
  dispute("dispute.opened"),
  dispute("dispute.lost"),
  dispute("dispute.won"),
  dispute("dispute.accepted"),
  dispute("dispute.cancelled"),
  lag,
  async ({ notified }) => await notified.world.dodo.deliver({ limit: 3 }),
  async ({ notified }) => await notified.world.dodo.deliverAll(),
  async ({ notified }) => await notified.world.dodo.deliverAll(),
  ({ notified, roll }) => notified.world.clock.advance(roll(40) * MINUTE),
  async ({ notified }) => await notified.world.payment.reconcile(),
  edit,
  confirm,
  release,
  release,
];

/** Runs one history, then lets the API catch up and everything be delivered. */
export async function runReversalHistory(
  seed: number,
  storage: StorageKind,
): Promise<ReversalHistory> {
  const confirmed = seed % 2 === 0 ? "always" : "when_unsigned";
  const notified = await createNotifiedWorld(storage, { service: { confirm: confirmed } });
  const { world } = notified;
  const history: ReversalHistory = {
    notified,
    roll: createDice(seed),
    payments: [],
    shown: null,
    [Symbol.asyncDispose]: async () => await world.close(),
  };
  for (let index = 0; index < TOPUPS; index += 1) world.host.addTopup({ credits: 500 + index });
  // Some hosts book the credits and do not say `paid`.
  world.host.after = (topup_id) => {
    const topup = world.host.topups.get(topup_id);
    if (topup !== undefined && history.roll(3) === 0)
      world.host.topups.set(topup_id, { ...topup, status: "done" });
  };
  world.dodo.faults.api.transform = (path, body) => {
    if (history.shown === null || !path.startsWith("/payments/")) return body;
    if (!history.shown.has(path)) history.shown.set(path, structuredClone(body));
    return history.shown.get(path);
  };
  for (let step = 0; step < STEPS; step += 1) {
    const run = STEP_KINDS[history.roll(STEP_KINDS.length)];
    // Dodo refuses impossible refunds and disputes, and the service some releases.
    await Promise.resolve(run?.(history)).catch(() => null);
  }
  await recover(history);
  return history;
}

async function recover(history: ReversalHistory): Promise<void> {
  const { world } = history.notified;
  history.shown = null;
  for (let run = 0; run < 6; run += 1) {
    world.clock.advance(61 * MINUTE);
    await world.dodo.deliverAll();
    await world.payment.reconcile();
    confirm(history);
    for (const { payment_id, status } of await everyPayment(world))
      if (status === "held" && run > 2) await releaseAs(history, payment_id);
  }
  await history.notified.settled();
}

async function buy({ notified: { world }, roll, payments }: ReversalHistory): Promise<void> {
  const topup_id = `tu_${1 + roll(TOPUPS)}`;
  const user_id = world.host.topups.get(topup_id)?.user_id ?? "";
  const checkout = await world.create(topup_id, { as: `user:${user_id}` });
  const outcome = CURRENCIES[roll(CURRENCIES.length)];
  payments.push((await world.dodo.pay(checkout.provider_session_id, outcome)).payment_id);
}

async function finishRefund(history: ReversalHistory): Promise<void> {
  const { notified, roll } = history;
  const { dodo } = notified.world;
  const response = await dodo.fetch(
    new Request(`${dodo.url}/refunds?page_size=100`, {
      headers: { authorization: `Bearer ${dodo.api_key}` },
    }),
  );
  const { items } = (await response.json()) as { items: { refund_id: string; status: string }[] };
  const pending = items.filter(({ status }) => status === "pending");
  const { refund_id = "" } = pending[roll(pending.length)] ?? {};
  await dodo.finishRefund(refund_id, roll(3) === 0 ? "failed" : "succeeded");
}

/** Makes the API show every payment as it is when it is read next, or end that. */
function lag(history: ReversalHistory): void {
  history.shown = history.shown === null ? new Map() : null;
}

/** Gives a topup that is pending to another user, or changes its credits. */
function edit({ notified: { world }, roll }: ReversalHistory): void {
  const topup = world.host.topups.get(`tu_${1 + roll(TOPUPS)}`);
  if (topup?.status !== "pending") return;
  const user_id = roll(2) === 0 ? "ada" : "bob";
  world.host.topups.set(topup.topup_id, { ...topup, user_id, credits: 300 + roll(300) });
}

/** Sets the topups whose credits were booked to `paid`. */
function confirm({ notified: { world } }: ReversalHistory): void {
  for (const topup of world.host.topups.values())
    if (topup.status === "done")
      world.host.topups.set(topup.topup_id, { ...topup, status: "paid" });
}

async function release(history: ReversalHistory): Promise<void> {
  const held = (await everyPayment(history.notified.world)).filter(
    ({ status }: Payment) => status === "held",
  );
  const payment = held[history.roll(held.length)];
  if (payment !== undefined) await releaseAs(history, payment.payment_id);
}

/** Releases a payment with the values that the topup has now, and again if that shows a refund. */
async function releaseAs({ notified: { world } }: ReversalHistory, id: string): Promise<void> {
  const payment = await world.storage.readPayment(id);
  const topup = world.host.topups.get(payment?.topup_id ?? "");
  if (topup === undefined) return;
  const { usd_cents, credits, user_id } = topup;
  const accepted = topup.status === "pending" ? { topup: { usd_cents, credits, user_id } } : {};
  for (let time = 0; time < 2; time += 1)
    await world.payment
      .releasePayment({ payment_id: id, decision: "credit", note: "seen", ...accepted })
      .catch(() => null);
}

function pick({ payments, roll }: ReversalHistory): string {
  return payments[roll(payments.length)] ?? "";
}
