/** Requests to the processes; each is a task that takes time. */
import { reconcile, type ReconcileOptions } from "../../src/core/reconcile/reconcile.ts";
import { BASE } from "../world.ts";
import type { Action } from "./action.ts";
import { pick } from "./conditions.ts";
import { paysFor } from "./sales.ts";
import type { Checkout } from "./facts.ts";
import type { Worker } from "./process.ts";
import { outcomeOf } from "./call-rules.ts";
import type { Simulation } from "./simulation.ts";

/** Requests of Dodo, buyers, cron jobs and administrators. */
export const REQUESTS: readonly Action[] = [
  { name: "deliver", weight: 12, possible: isDue, run: deliver },
  {
    name: "create",
    weight: 2,
    possible: () => true,
    run: (sim) => createCheckout(sim, pick([...sim.host.topups.keys()], sim.dice)),
  },
  {
    name: "result page",
    weight: 6,
    possible: hasCheckout,
    run: (sim) => view(sim, "result page", pick(contested(sim), sim.dice).status_url),
  },
  {
    name: "payments/me",
    weight: 2,
    possible: hasCheckout,
    run: (sim) =>
      view(
        sim,
        "payments/me",
        `${BASE}/payments/me?topup_id=${pick(contested(sim), sim.dice).topup_id}`,
      ),
  },
  {
    name: "reconcile",
    weight: 2,
    possible: () => true,
    run: (sim) => reconcileOnce(sim, sim.dice(2) === 0 ? {} : { recent: 0 }),
  },
  { name: "release", weight: 4, possible: (sim) => openEnds(sim).length > 0, run: release },
  { name: "replay", weight: 1, possible: ({ state }) => state.events.size > 0, run: replayOne },
  { name: "resend", weight: 2, possible: ({ dodo }) => dodo.deliveries.length > 0, run: resend },
];

/** Returns whether Dodo has a delivery to send now. */
export function isDue({ dodo, time }: Simulation): boolean {
  return dodo.deliveries.some(
    ({ state, next_attempt_at }) =>
      state === "waiting" && (next_attempt_at ?? Infinity) <= time.now(),
  );
}

/** Sends one delivery that is due. */
export function deliver({ conditions, dice, dodo }: Simulation): void {
  dodo.faults.webhooks = {
    reorder: dice(2) === 0,
    duplicate: !conditions.calm && dice(4) === 0 ? 1 : 0,
  };
  void dodo.deliver({ limit: 1 });
}

function resend({ dodo, dice }: Simulation): void {
  void dodo.resend(pick(dodo.deliveries, dice).delivery_id);
}

/** Runs reconciliation on some process, as a cron job does. */
export function reconcileOnce(sim: Simulation, options: ReconcileOptions): void {
  request(sim, "reconcile", async ({ context }) =>
    JSON.stringify(await reconcile(context, options)),
  );
}

/** Creates a checkout for a buyer. */
export function createCheckout(sim: Simulation, topup_id: string): void {
  request(sim, `create ${topup_id}`, async (worker) => {
    const response = await post(worker, "/checkout/create", { method_id: "dodo", topup_id }, "ada");
    const body = (await response.json()) as {
      provider_session_id?: string;
      status_url?: string;
      code?: string;
    };
    const { provider_session_id: session_id, status_url } = body;
    if (session_id === undefined || status_url === undefined)
      return `${response.status} ${body.code}`;
    if (sim.checkouts.every((checkout) => checkout.session_id !== session_id))
      sim.checkouts.push({ topup_id, session_id, status_url, closed: false });
    return `${response.status} ${sim.nameOf("session", session_id)}`;
  });
}

function view(sim: Simulation, name: string, url: string): void {
  request(sim, name, async (worker) => {
    const response = await worker.fetch(
      new Request(url, { headers: { accept: "application/json", authorization: "Bearer ada" } }),
    );
    return `${response.status} ${outcomeOf(await response.json())}`;
  });
}

function release(sim: Simulation): void {
  const payment_id = pick(openEnds(sim), sim.dice);
  const decision = sim.dice(3) === 0 ? "dismiss" : "credit";
  if (decision === "credit") sim.released.add(payment_id);
  request(sim, `release ${sim.nameOf("payment", payment_id)}: ${decision}`, async (worker) => {
    return await resultOf(
      await post(worker, "/payments/release", { payment_id, decision, note: "by chance" }, "admin"),
    );
  });
}

function replayOne(sim: Simulation): void {
  // The events are sorted by their names in the trace, since their ids are random.
  const number = (event_id: string): number =>
    Number(sim.nameOf("delivery", event_id.replace("dodo:", "")).split(" ")[1]);
  const event_id = pick(
    [...sim.state.events.keys()].sort((a, b) => number(a) - number(b)),
    sim.dice,
  );
  request(
    sim,
    "replay",
    async (worker) => await resultOf(await post(worker, "/events/replay", { event_id }, "admin")),
  );
}

/**
 * Starts a task on some process and writes its answer to the trace; the rules report what is wrong
 * with it.
 */
function request(sim: Simulation, name: string, body: (worker: Worker) => Promise<string>): void {
  const worker = sim.anyWorker();
  const write = (answer: string): unknown =>
    sim.trace.push(`     ${worker.name} ${name}: ${answer}`);
  sim.scheduler
    .begin(worker, name, async () => await body(worker))
    .then(write, (error: unknown) =>
      write(`failed, ${String(Reflect.get(Object(error), "code"))}`),
    );
}

async function post(worker: Worker, path: string, body: object, as: string): Promise<Response> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${as}` };
  return await worker.fetch(
    new Request(BASE + path, { method: "POST", headers, body: JSON.stringify(body) }),
  );
}

async function resultOf(response: Response): Promise<string> {
  const body: unknown = await response.json();
  const payment: unknown = Reflect.get(Object(body), "payment");
  return `${response.status} ${outcomeOf(payment ?? body)}`;
}

/**
 * Returns the checkouts of topups that are paid and not credited, where the races are; all
 * checkouts if there is none.
 */
function contested({ checkouts, sales, host }: Simulation): readonly Checkout[] {
  const isPaid = (topup_id: string): boolean =>
    [...sales.values()].some((sale) => sale.topup_id === topup_id && paysFor(sale));
  const uncredited = checkouts.filter(
    ({ topup_id }) => host.topups.get(topup_id)?.status === "pending" && isPaid(topup_id),
  );
  return uncredited.length > 0 ? uncredited : checkouts;
}

/** Returns the payments that an administrator can decide about. */
function openEnds({ state }: Simulation): string[] {
  const open = [...state.payments.values()].filter(
    ({ status }) => status === "held" || status === "crediting",
  );
  return open.map(({ payment_id }) => payment_id).sort();
}

function hasCheckout({ checkouts }: Simulation): boolean {
  return checkouts.length > 0;
}
