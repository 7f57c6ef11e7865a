/**
 * One run: choices are carried out one by one, each until all tasks wait, and the rules are
 * checked; then the faults end.
 */
import { onDemand } from "../../src/load-on-demand.ts";
import type { Action } from "./action.ts";
import { LEASE_JUMP, pick, type SimulatedStorage } from "./conditions.ts";
import { finishAll, recover } from "./recovery.ts";
import { DELIVERY_FAULTS, EVENTS } from "./events.ts";
import { createCheckout, REQUESTS } from "./requests.ts";
import { createSimulation, type Simulation } from "./simulation.ts";
import type { How, Process, Step } from "./steps.ts";

/** The result of a run. */
export interface Run {
  /** One line for each thing that happened. */
  trace: readonly string[];
  /** The first rule that was broken, or `null`. */
  violation: string | null;
}

/** The most requests that are in flight at once. */
const MAX_IN_FLIGHT = 6;
/** The number of trace lines in the report of a broken rule. */
const REPORTED_LINES = 40;

/** Makes the run of a seed. The same seed makes the same run. */
export async function simulate(seed: number, storage: SimulatedStorage): Promise<Run> {
  // The scheduler sees no step in the load of a module, and would take the request for stuck.
  await onDemand();
  const sim = await createSimulation(seed, storage);
  try {
    for (const topup_id of sim.host.topups.keys()) createCheckout(sim, topup_id);
    await finishAll(sim);
    for (
      let choice = 0;
      choice < sim.conditions.choices && sim.violations.found.length === 0;
      choice += 1
    )
      await choose(sim);
    await recover(sim);
    return { trace: sim.trace, violation: sim.violations.found[0] ?? null };
  } finally {
    await sim.close();
  }
}

/**
 * Returns the report of a run that broke a rule: the rule, the command that repeats the run, and
 * the end of its trace.
 */
export function report(seed: number, storage: SimulatedStorage, { violation, trace }: Run): string {
  const command = `SIMULATION_SEED=${seed} npx -y pnpm@12.21.0 exec vitest run packages/payment-server/test/scenarios/simulation.test.ts`;
  return [
    `${violation} (seed ${seed} on ${storage})`,
    `again: ${command}`,
    ...trace.slice(-REPORTED_LINES),
  ].join("\n");
}

async function choose(sim: Simulation): Promise<void> {
  sim.step += 1;
  const { suspends, time_passes, begins } = sim.conditions;
  resumeDue(sim);
  const ready = sim.scheduler.ready();
  const roll = sim.dice(1_000);
  if (roll < suspends && hasAwake(sim)) suspend(sim, sim.anyWorker());
  else if (roll < suspends + time_passes) await pass(sim);
  else if (ready.length === 0 || roll < suspends + time_passes + begins) await begin(sim, ready);
  else await resume(sim, ready);
  await sim.settle();
}

/** Lets a task continue, take long, die or fail. */
async function resume(sim: Simulation, ready: readonly Step[]): Promise<void> {
  const { dice, conditions } = sim;
  const same = dice(1_000) < conditions.sticky ? ready.filter(({ task }) => task === sim.last) : [];
  const step = pick(same.length > 0 ? same : ready, dice);
  const { task, place, name, faults } = step;
  const log = (what: string): void =>
    note(sim, `${task.process.name} ${task.name}: ${name}${what}`);
  sim.last = task;
  if (dice(1_000) < conditions.deaths[place]) {
    log(` — ${task.process.name} dies`);
    return await die(sim, task.process);
  }
  if (!task.slow && dice(1_000) < conditions.slow[place]) {
    task.slow = true;
    return dice(1_000) < conditions.stalls ? suspend(sim, task.process) : hold(sim, step);
  }
  const how: How =
    faults.length > 0 && dice(1_000) < conditions.faults[place] ? pick(faults, dice) : "go";
  log(how === "go" ? "" : ` — ${how}`);
  sim.scheduler.go(step, how);
}

function hold(sim: Simulation, step: Step): void {
  const ms = pick(sim.conditions.long, sim.dice);
  note(sim, `${step.task.process.name} ${step.task.name}: ${step.name} — takes ${ms / 1_000} s`);
  sim.scheduler.hold(step, ms);
}

async function begin(sim: Simulation, ready: readonly Step[]): Promise<void> {
  const requests = hasAwake(sim) && sim.scheduler.inFlight() < MAX_IN_FLIGHT ? REQUESTS : [];
  const actions = [...requests, ...EVENTS, ...(sim.conditions.calm ? [] : DELIVERY_FAULTS)].filter(
    (action) => action.possible(sim),
  );
  if (actions.length === 0) return ready.length > 0 ? await resume(sim, ready) : await pass(sim);
  const action = pick(
    actions.flatMap((one): Action[] => Array.from({ length: one.weight }, () => one)),
    sim.dice,
  );
  note(sim, `begin: ${action.name}`);
  const result = await action.run(sim);
  if (typeof result === "string") sim.trace.push(`     ${result}`);
}

/**
 * Lets time pass. In a calm run it passes only while no task can continue; while a claim is open it
 * passes by leases, where the races are.
 */
async function pass(sim: Simulation): Promise<void> {
  const { time, dice, conditions, scheduler } = sim;
  if (conditions.calm && scheduler.ready().length > 0) return;
  const next = time.untilNext();
  const claimed = [...sim.state.credits.values()].some(({ state }) => state === "claimed");
  const jump = pick(claimed ? [LEASE_JUMP] : conditions.jumps, dice);
  const ms =
    next !== null && (dice(2) === 0 || (conditions.calm && scheduler.inFlight() > 0)) ? next : jump;
  note(sim, `${ms / 1_000} s pass`);
  await time.advance(ms, scheduler.rest);
}

/** Ends a process with all its tasks and starts another one. */
async function die(sim: Simulation, process: Process): Promise<void> {
  const worker = sim.workers.find((one) => one === process);
  if (worker === undefined) return;
  worker.dead = true;
  sim.workers.splice(sim.workers.indexOf(worker), 1);
  sim.scheduler.drop(worker);
  sim.disconnect(worker);
  await sim.start();
}

function hasAwake({ workers }: Simulation): boolean {
  return workers.some(({ suspended }) => !suspended);
}

function suspend(sim: Simulation, process: Process): void {
  const worker = sim.workers.find((one) => one === process);
  if (worker === undefined) return;
  const ms = pick(sim.conditions.long, sim.dice);
  Object.assign(worker, { suspended: true, resumes_at: sim.time.now() + ms });
  note(sim, `${worker.name} is suspended for ${ms / 1_000} s`);
}

function resumeDue(sim: Simulation): void {
  for (const worker of sim.workers) {
    if (!worker.suspended || worker.resumes_at > sim.time.now()) continue;
    worker.suspended = false;
    note(sim, `${worker.name} resumes`);
  }
}

function note(sim: Simulation, what: string): void {
  sim.trace.push(
    `${String(sim.step).padStart(4)} +${(sim.time.now() / 1_000) % 1_000_000} ${what}`,
  );
}
