/**
 * Events outside the processes, which happen at once: buyers pay, banks and merchants reverse
 * payments, deliveries are lost or delayed.
 */
import type { PayOutcome } from "@x/dodo-emulator";
import { oneIn, type Action } from "./action.ts";
import { PRICE_CENTS } from "./books.ts";
import { pick } from "./conditions.ts";
import { paysFor, type Sale } from "./sales.ts";
import type { Checkout } from "./facts.ts";
import type { Simulation } from "./simulation.ts";

/** Events of buyers, banks and merchants. */
export const EVENTS: readonly Action[] = [
  {
    name: "pay",
    weight: 12,
    possible: (sim) => unpaid(sim).length > 0 || (oneIn(sim, 6) && sim.checkouts.length > 0),
    run: pay,
  },
  { name: "finish", weight: 4, possible: (sim) => slow(sim).length > 0, run: finish },
  {
    name: "refund",
    weight: 1,
    possible: (sim) => oneIn(sim, 3) && paid(sim).length > 0,
    run: refund,
  },
  {
    name: "dispute",
    weight: 1,
    possible: (sim) => oneIn(sim, 6) && paid(sim).length > 0,
    run: dispute,
  },
];

/** Faults of Dodo's deliveries. */
export const DELIVERY_FAULTS: readonly Action[] = [
  {
    name: "lose",
    weight: 2,
    possible: (sim) => oneIn(sim, 5) && waiting(sim).length > 0,
    run: (sim) => sim.dodo.lose(pick(waiting(sim), sim.dice)),
  },
  {
    name: "delay",
    weight: 2,
    possible: (sim) => oneIn(sim, 5) && waiting(sim).length > 0,
    run: (sim) => sim.dodo.delay(pick(waiting(sim), sim.dice), pick(DELAYS, sim.dice)),
  },
];

const DELAYS = [1_000, 60_000, 3_600_000];

const OUTCOMES: readonly (PayOutcome & { called: string })[] = [
  ...Array.from({ length: 6 }, () => ({ called: "in full" })),
  { called: "in full, with tax", tax: 400 },
  { called: "short", overrides: { total_amount: 4_000, settlement_amount: 4_000 } },
  {
    called: "short by the tax",
    overrides: { total_amount: 5_200, tax: 400, settlement_amount: 5_200, settlement_tax: 400 },
  },
  { called: "in rupees", currency: "INR" },
  { called: "in rupees, settled so", currency: "INR", overrides: { settlement_currency: "INR" } },
  { called: "declined", result: "failed" },
  { called: "slowly", result: "processing" },
  { called: "slowly", result: "processing" },
  { called: "not at all", result: "cancelled" },
];

async function pay(sim: Simulation): Promise<string> {
  const { called, ...outcome } = pick(OUTCOMES, sim.dice);
  const checkout = pick(payableCheckouts(sim), sim.dice);
  const { session_id, topup_id } = checkout;
  try {
    const payment = await sim.dodo.pay(session_id, outcome);
    sim.sales.set(payment.payment_id, {
      payment,
      topup_id,
      price_cents: PRICE_CENTS,
      reversed_at: null,
    });
    return `${sim.nameOf("sale", payment.payment_id)} of ${topup_id}, ${called}`;
  } catch {
    checkout.closed = true;
    return "the checkout refuses";
  }
}

/**
 * Returns the checkouts to pay at. Buyers pay once; sometimes one pays again, mostly before the
 * first payment is credited.
 */
function payableCheckouts(sim: Simulation): readonly Checkout[] {
  const open = unpaid(sim);
  if (open.length > 0 && !oneIn(sim, 4)) return open;
  const uncredited = sim.checkouts.filter(
    ({ topup_id }) => sim.host.topups.get(topup_id)?.status === "pending",
  );
  return uncredited.length > 0 ? uncredited : sim.checkouts;
}

/** Returns the checkouts whose topup is not paid in full. */
function unpaid({ checkouts, sales }: Simulation): readonly Checkout[] {
  return checkouts.filter(
    ({ topup_id, closed }) =>
      !closed && [...sales.values()].every((sale) => sale.topup_id !== topup_id || !paysFor(sale)),
  );
}

async function finish(sim: Simulation): Promise<string> {
  const sale = pick(slow(sim), sim.dice);
  sale.payment = await sim.dodo.finish(
    sale.payment.payment_id,
    pick(["succeeded", "succeeded", "failed"], sim.dice),
  );
  return `${sim.nameOf("sale", sale.payment.payment_id)} has ${sale.payment.status}`;
}

async function refund(sim: Simulation): Promise<string> {
  return await reverse(
    sim,
    async (payment_id) =>
      await sim.dodo.refund(payment_id, sim.dice(2) === 0 ? {} : { amount: 1_000 }),
  );
}

async function dispute(sim: Simulation): Promise<string> {
  return await reverse(sim, async (payment_id) => await sim.dodo.dispute(payment_id));
}

async function reverse(
  sim: Simulation,
  action: (payment_id: string) => Promise<unknown>,
): Promise<string> {
  const sale = pick(paid(sim), sim.dice);
  await action(sale.payment.payment_id);
  sale.reversed_at = sim.step;
  return sim.nameOf("sale", sale.payment.payment_id);
}

function slow({ sales }: Simulation): Sale[] {
  return [...sales.values()].filter(({ payment }) => payment.status === "processing");
}

function paid({ sales }: Simulation): Sale[] {
  return [...sales.values()].filter(
    ({ payment, reversed_at }) => payment.status === "succeeded" && reversed_at === null,
  );
}

function waiting({ dodo }: Simulation): string[] {
  return dodo.deliveries
    .filter(({ state }) => state === "waiting")
    .map(({ delivery_id }) => delivery_id);
}
