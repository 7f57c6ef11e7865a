/** What is asked of the processes: each is a task that takes time. */
import { reconcile, type ReconcileOptions } from "../../src/core/reconcile/reconcile.ts";
import { BASE } from "../world.ts";
import type { Act } from "./act.ts";
import { pick } from "./climate.ts";
import { paysFor } from "./dodo-books.ts";
import type { Page } from "./facts.ts";
import type { Worker } from "./process.ts";
import { wordOf } from "./referee.ts";
import type { Simulation } from "./simulation.ts";

/** Of Dodo, buyers, cron jobs and administrators. */
export const REQUESTS: readonly Act[] = [
  { name: "deliver", weight: 12, possible: isDue, run: deliver },
  {
    name: "create",
    weight: 2,
    possible: () => true,
    run: (sim) => openPage(sim, pick([...sim.host.topups.keys()], sim.dice)),
  },
  {
    name: "result page",
    weight: 6,
    possible: hasPage,
    run: (sim) => view(sim, "result page", pick(watched(sim), sim.dice).status_url),
  },
  {
    name: "payments/me",
    weight: 2,
    possible: hasPage,
    run: (sim) =>
      view(
        sim,
        "payments/me",
        `${BASE}/payments/me?topup_id=${pick(watched(sim), sim.dice).topup_id}`,
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

/** Whether Dodo has something to send now. */
export function isDue({ dodo, time }: Simulation): boolean {
  return dodo.deliveries.some(
    ({ state, next_attempt_at }) =>
      state === "waiting" && (next_attempt_at ?? Infinity) <= time.now(),
  );
}

/** One delivery that is due. */
export function deliver({ climate, dice, dodo }: Simulation): void {
  dodo.faults.webhooks = {
    reorder: dice(2) === 0,
    duplicate: !climate.calm && dice(4) === 0 ? 1 : 0,
  };
  void dodo.deliver({ limit: 1 });
}

function resend({ dodo, dice }: Simulation): void {
  void dodo.resend(pick(dodo.deliveries, dice).delivery_id);
}

/** A cron job on some process. */
export function reconcileOnce(sim: Simulation, options: ReconcileOptions): void {
  ask(sim, "reconcile", async ({ context }) => JSON.stringify(await reconcile(context, options)));
}

/** A buyer asks for a page to pay at. */
export function openPage(sim: Simulation, topup_id: string): void {
  ask(sim, `create ${topup_id}`, async (worker) => {
    const response = await post(worker, "/checkout/create", { method_id: "dodo", topup_id }, "ada");
    const body = (await response.json()) as {
      provider_session_id?: string;
      status_url?: string;
      code?: string;
    };
    const { provider_session_id: session_id, status_url } = body;
    if (session_id === undefined || status_url === undefined)
      return `${response.status} ${body.code}`;
    if (sim.pages.every((page) => page.session_id !== session_id))
      sim.pages.push({ topup_id, session_id, status_url, closed: false });
    return `${response.status} ${sim.nameOf("session", session_id)}`;
  });
}

function view(sim: Simulation, name: string, url: string): void {
  ask(sim, name, async (worker) => {
    const response = await worker.fetch(
      new Request(url, { headers: { accept: "application/json", authorization: "Bearer ada" } }),
    );
    return `${response.status} ${wordOf(await response.json())}`;
  });
}

function release(sim: Simulation): void {
  const payment_id = pick(openEnds(sim), sim.dice);
  const decision = sim.dice(3) === 0 ? "dismiss" : "credit";
  if (decision === "credit") sim.released.add(payment_id);
  ask(sim, `release ${sim.nameOf("payment", payment_id)}: ${decision}`, async (worker) => {
    return await said(
      await post(worker, "/payments/release", { payment_id, decision, note: "by chance" }, "admin"),
    );
  });
}

function replayOne(sim: Simulation): void {
  // By the names they were given: their ids are random.
  const number = (event_id: string): number =>
    Number(sim.nameOf("delivery", event_id.replace("dodo:", "")).split(" ")[1]);
  const event_id = pick(
    [...sim.state.events.keys()].sort((a, b) => number(a) - number(b)),
    sim.dice,
  );
  ask(
    sim,
    "replay",
    async (worker) => await said(await post(worker, "/events/replay", { event_id }, "admin")),
  );
}

/** A task of some process, whose answer goes into the trace; what is wrong with it is said by the rules. */
function ask(sim: Simulation, name: string, body: (worker: Worker) => Promise<string>): void {
  const worker = sim.anyWorker();
  const write = (answer: string): unknown =>
    sim.trace.push(`     ${worker.name} ${name}: ${answer}`);
  sim.stage
    .begin(worker, name, async () => await body(worker))
    .then(write, (error: unknown) =>
      write(`broke off, ${String(Reflect.get(Object(error), "code"))}`),
    );
}

async function post(worker: Worker, path: string, body: object, as: string): Promise<Response> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${as}` };
  return await worker.fetch(
    new Request(BASE + path, { method: "POST", headers, body: JSON.stringify(body) }),
  );
}

async function said(response: Response): Promise<string> {
  const body: unknown = await response.json();
  const payment: unknown = Reflect.get(Object(body), "payment");
  return `${response.status} ${wordOf(payment ?? body)}`;
}

/** Whose money is there and whose topup is not credited, if there is one: there the races are. */
function watched({ pages, sales, host }: Simulation): readonly Page[] {
  const isPaid = (topup_id: string): boolean =>
    [...sales.values()].some((sale) => sale.topup_id === topup_id && paysFor(sale));
  const hot = pages.filter(
    ({ topup_id }) => host.topups.get(topup_id)?.status === "pending" && isPaid(topup_id),
  );
  return hot.length > 0 ? hot : pages;
}

/** What an administrator can decide about. */
function openEnds({ state }: Simulation): string[] {
  const open = [...state.payments.values()].filter(
    ({ status }) => status === "held" || status === "crediting",
  );
  return open.map(({ payment_id }) => payment_id).sort();
}

function hasPage({ pages }: Simulation): boolean {
  return pages.length > 0;
}
