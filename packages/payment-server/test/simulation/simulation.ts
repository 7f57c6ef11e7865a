/** All parts of a run, made from its seed. */
import { DatabaseSync } from "node:sqlite";
import type { DodoEmulator } from "@x/dodo-emulator";
import { memoryStorage, type Storage } from "../../src/index.ts";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { around } from "../faults.ts";
import { pick } from "./conditions.ts";
import { createFacts, type Facts } from "./facts.ts";
import { createSimulatedHost, type SimulatedHost } from "./host.ts";
import { checkLeases } from "./leases.ts";
import { createNetwork } from "./network.ts";
import { isRead, startWorker, type Surroundings, type Worker } from "./process.ts";
import { createCallRules } from "./call-rules.ts";
import { checkState, readState } from "./state.ts";

/** The storages that need no real time, so that a run is repeatable. */
export type SimulatedStorage = "memory" | "sqlite";

/** A run in progress. */
export interface Simulation extends Facts {
  readonly host: SimulatedHost;
  readonly dodo: DodoEmulator;
  /** The processes that are alive. */
  readonly workers: Worker[];
  start(): Promise<void>;
  /** Returns a process that is not suspended; throws if there is none. */
  anyWorker(): Worker;
  /** Waits until all tasks wait, and checks what was written against the rules. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Creates a run whose processes are started and have no requests yet. */
export async function createSimulation(seed: number, kind: SimulatedStorage): Promise<Simulation> {
  const facts = createFacts(seed);
  const { conditions, dice, time, scheduler, violations } = facts;
  const storage = openStorage(kind, () => time.now());
  await storage.migrate();
  const rules = createCallRules(facts, storage, (topup_id, fence) =>
    leased.isHeld(topup_id, fence),
  );
  const host = createSimulatedHost({ scheduler, time }, conditions.topups, rules.host);
  const leased = checkLeases(storage, { facts, host });
  const writes = watchingWrites(leased.storage);
  const network = createNetwork(
    facts,
    { tax_bps: 0, ...conditions.dodo },
    { route: () => sim.anyWorker(), answered: rules.answered },
  );
  const surroundings: Surroundings = {
    facts,
    host,
    storage: writes.storage,
    newId: createIds(),
    network,
  };
  const workers: Worker[] = [];
  let started = 0;
  const sim: Simulation = Object.assign(facts, {
    host,
    dodo: network.dodo,
    workers,
    async start() {
      started += 1;
      workers.push(await startWorker(`w${started}`, surroundings));
    },
    anyWorker: () =>
      pick(
        workers.filter(({ suspended }) => !suspended),
        dice,
      ),
    async settle() {
      await scheduler.rest();
      if (!writes.taken()) return;
      const state = await readState(storage, host.topups.keys());
      await checkState(storage, host, sim.state, state, violations, {
        late: sim.late,
        quiet: conditions.calm && scheduler.inFlight() === 0,
      });
      sim.state = state;
    },
    async close() {
      scheduler.close();
      await network.dodo.close();
      await storage.close();
    },
  });
  while (started < conditions.processes) await sim.start();
  return sim;
}

function openStorage(kind: SimulatedStorage, clock: () => number): Storage {
  return kind === "memory"
    ? memoryStorage({ clock })
    : sqliteStorage(new DatabaseSync(":memory:"), { clock });
}

/**
 * Wraps the storage; `taken()` returns whether anything may have been written since its last call.
 */
function watchingWrites(storage: Storage): { storage: Storage; taken(): boolean } {
  let written = false;
  const noticed = around(storage, async (verb, run) => {
    written ||= !isRead(verb);
    return await run();
  });
  const taken = (): boolean => {
    const before = written;
    written = false;
    return before;
  };
  return { storage: noticed, taken };
}

/** Returns a generator of our own ids that depend on their order alone. */
function createIds(): (prefix: string) => string {
  let made = 0;
  return (prefix) => `${prefix}_${String((made += 1)).padStart(22, "0")}`;
}
