/** All parts of a run, made from its seed. */
import type { DodoEmulator } from "@x/dodo-emulator";
import type { Storage } from "../../src/index.ts";
import { around } from "../faults.ts";
import { pick, type SimulatedStorage } from "./conditions.ts";
import { createFacts, type Facts } from "./facts.ts";
import type { HostCall } from "./host-call.ts";
import { createSimulatedHost, type SimulatedHost } from "./host.ts";
import { checkLeases } from "./leases.ts";
import { createNetwork } from "./network.ts";
import { isRead, startWorker, type Surroundings, type Worker } from "./process.ts";
import { createCallRules } from "./call-rules.ts";
import { checkState, readState } from "./state.ts";
import { openDatabase } from "./database.ts";
import { checkTogether } from "./transactional-rules.ts";
import type { Process } from "./steps.ts";

/** A run in progress. */
export interface Simulation extends Facts {
  readonly host: SimulatedHost;
  readonly dodo: DodoEmulator;
  /** The processes that are alive. */
  readonly workers: Worker[];
  start(): Promise<void>;
  /** Rolls back what a process that has died did not commit. */
  disconnect(process: Process): void;
  /** Returns a process that is not suspended; throws if there is none. */
  anyWorker(): Worker;
  /** Waits until all tasks wait, and checks what was written against the rules. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Creates a run whose processes are started and have no requests yet. */
export async function createSimulation(seed: number, kind: SimulatedStorage): Promise<Simulation> {
  const facts = createFacts(seed, kind);
  const { conditions, dice, time, scheduler, violations } = facts;
  const writes = createWriteFlag();
  const calls: HostCall[] = [];
  const database = openDatabase(facts, calls, {
    wrote: writes.set,
    credited: (call) => rules.credited(call),
  });
  const { storage } = database;
  await storage.migrate();
  const rules = createCallRules(facts, storage, (call) => leased.isHeld(call));
  const host = createSimulatedHost({ scheduler, time }, database.books, calls, rules.host);
  const leased = checkLeases(storage, { facts, host });
  const network = createNetwork(
    facts,
    { tax_bps: 0, ...conditions.dodo },
    { route: () => sim.anyWorker(), answered: rules.answered },
  );
  const surroundings: Surroundings = {
    facts,
    host,
    storage: writes.watch(leased.storage),
    newId: createIds(),
    network,
  };
  const workers: Worker[] = [];
  let started = 0;
  const sim: Simulation = Object.assign(facts, {
    host,
    dodo: network.dodo,
    workers,
    disconnect: database.disconnect,
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
        transactional: sim.transactional,
      });
      if (sim.transactional) checkTogether(host, state, violations.require);
      sim.state = state;
    },
    async close() {
      scheduler.close();
      await network.dodo.close();
      await storage.close();
      database.close();
    },
  });
  while (started < conditions.processes) await sim.start();
  return sim;
}

/** Notes whether anything may have been written since `taken()` was called last. */
function createWriteFlag(): {
  set(): void;
  taken(): boolean;
  watch(storage: Storage): Storage;
} {
  let written = false;
  return {
    set: () => void (written = true),
    taken() {
      const before = written;
      written = false;
      return before;
    },
    watch: (storage) =>
      around(storage, async (verb, run) => {
        written ||= !isRead(verb);
        return await run();
      }),
  };
}

/** Returns a generator of our own ids that depend on their order alone. */
function createIds(): (prefix: string) => string {
  let made = 0;
  return (prefix) => `${prefix}_${String((made += 1)).padStart(22, "0")}`;
}
