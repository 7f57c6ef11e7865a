/** One run: a choice at a time, each carried out until everybody waits, and held against the rules; then everything heals. */
import type { Act } from "./act.ts";
import { LEASE_JUMP, pick } from "./climate.ts";
import { finishAll, heal } from "./ending.ts";
import { ASTRAY, EVENTS } from "./events.ts";
import { openPage, REQUESTS } from "./requests.ts";
import { createSimulation, type Simulation, type SimulatedStorage } from "./simulation.ts";
import type { How, Process, Step } from "./steps.ts";

/** How a run went. */
export interface Run {
  /** What has happened, a line each. */
  trace: readonly string[];
  /** The first rule that did not hold, or `null`. */
  violation: string | null;
}

/** Most requests that are on their way at once. */
const MOST = 6;
/** So many lines of its end tell how a run came to break a rule. */
const TOLD = 40;

/** Lives the run of a seed. The same seed lives the same run. */
export async function simulate(seed: number, storage: SimulatedStorage): Promise<Run> {
  const sim = await createSimulation(seed, storage);
  try {
    for (const topup_id of sim.host.topups.keys()) openPage(sim, topup_id);
    await finishAll(sim);
    for (
      let choice = 0;
      choice < sim.climate.choices && sim.violations.found.length === 0;
      choice += 1
    )
      await choose(sim);
    await heal(sim);
    return { trace: sim.trace, violation: sim.violations.found[0] ?? null };
  } finally {
    await sim.close();
  }
}

/** What a run that broke a rule is reported by: the rule, the command that lives it again, and how it came to it. */
export function report(seed: number, storage: SimulatedStorage, { violation, trace }: Run): string {
  const command = `SIMULATION_SEED=${seed} npx -y pnpm@12.21.0 exec vitest run packages/payment-server/test/scenarios/simulation.test.ts`;
  return [
    `${violation} (seed ${seed} on ${storage})`,
    `again: ${command}`,
    ...trace.slice(-TOLD),
  ].join("\n");
}

async function choose(sim: Simulation): Promise<void> {
  sim.step += 1;
  const { freezes, passes, begins } = sim.climate;
  thaw(sim);
  const ready = sim.stage.ready();
  const roll = sim.dice(1_000);
  if (roll < freezes && hasAwake(sim)) freeze(sim, sim.anyWorker());
  else if (roll < freezes + passes) await pass(sim);
  else if (ready.length === 0 || roll < freezes + passes + begins) await begin(sim, ready);
  else await resume(sim, ready);
  await sim.settle();
}

/** Somebody goes on, or takes long, or dies there, or meets with trouble. */
async function resume(sim: Simulation, ready: readonly Step[]): Promise<void> {
  const { dice, climate } = sim;
  const same = dice(1_000) < climate.sticky ? ready.filter(({ task }) => task === sim.last) : [];
  const step = pick(same.length > 0 ? same : ready, dice);
  const { task, place, name, troubles } = step;
  const tell = (what: string): void =>
    note(sim, `${task.process.name} ${task.name}: ${name}${what}`);
  sim.last = task;
  if (dice(1_000) < climate.deadly[place]) {
    tell(` — ${task.process.name} dies`);
    return await die(sim, task.process);
  }
  if (!task.slow && dice(1_000) < climate.slow[place]) {
    task.slow = true;
    return dice(1_000) < climate.stalls ? freeze(sim, task.process) : hold(sim, step);
  }
  const how: How =
    troubles.length > 0 && dice(1_000) < climate.trouble[place] ? pick(troubles, dice) : "go";
  tell(how === "go" ? "" : ` — ${how}`);
  sim.stage.go(step, how);
}

function hold(sim: Simulation, step: Step): void {
  const ms = pick(sim.climate.long, sim.dice);
  note(sim, `${step.task.process.name} ${step.task.name}: ${step.name} — takes ${ms / 1_000} s`);
  sim.stage.hold(step, ms);
}

async function begin(sim: Simulation, ready: readonly Step[]): Promise<void> {
  const requests = hasAwake(sim) && sim.stage.inFlight() < MOST ? REQUESTS : [];
  const acts = [...requests, ...EVENTS, ...(sim.climate.calm ? [] : ASTRAY)].filter((act) =>
    act.possible(sim),
  );
  if (acts.length === 0) return ready.length > 0 ? await resume(sim, ready) : await pass(sim);
  const act = pick(
    acts.flatMap((one): Act[] => Array.from({ length: one.weight }, () => one)),
    sim.dice,
  );
  note(sim, `begin: ${act.name}`);
  const said = await act.run(sim);
  if (typeof said === "string") sim.trace.push(`     ${said}`);
}

/** Where nothing may go wrong, time goes by only while nobody is at work. While a claim is open, it does so by leases: there the races are. */
async function pass(sim: Simulation): Promise<void> {
  const { time, dice, climate, stage } = sim;
  if (climate.calm && stage.ready().length > 0) return;
  const next = time.untilNext();
  const claimed = [...sim.state.credits.values()].some(({ state }) => state === "claimed");
  const jump = pick(claimed ? [LEASE_JUMP] : climate.jumps, dice);
  const ms =
    next !== null && (dice(2) === 0 || (climate.calm && stage.inFlight() > 0)) ? next : jump;
  note(sim, `${ms / 1_000} s go by`);
  await time.advance(ms, stage.rest);
}

/** A process dies with all it was doing; another one is started. */
async function die(sim: Simulation, process: Process): Promise<void> {
  const worker = sim.workers.find((one) => one === process);
  if (worker === undefined) return;
  worker.dead = true;
  sim.workers.splice(sim.workers.indexOf(worker), 1);
  sim.stage.bury(worker);
  await sim.start();
}

function hasAwake({ workers }: Simulation): boolean {
  return workers.some(({ frozen }) => !frozen);
}

function freeze(sim: Simulation, process: Process): void {
  const worker = sim.workers.find((one) => one === process);
  if (worker === undefined) return;
  const ms = pick(sim.climate.long, sim.dice);
  Object.assign(worker, { frozen: true, thaws_at: sim.time.now() + ms });
  note(sim, `${worker.name} stands still for ${ms / 1_000} s`);
}

function thaw(sim: Simulation): void {
  for (const worker of sim.workers) {
    if (!worker.frozen || worker.thaws_at > sim.time.now()) continue;
    worker.frozen = false;
    note(sim, `${worker.name} goes on`);
  }
}

function note(sim: Simulation, what: string): void {
  sim.trace.push(
    `${String(sim.step).padStart(4)} +${(sim.time.now() / 1_000) % 1_000_000} ${what}`,
  );
}
