/** Everything a run consists of, made from its seed. */
import { DatabaseSync } from "node:sqlite";
import type { DodoEmulator } from "@x/dodo-emulator";
import { memoryStorage, type Storage } from "../../src/index.ts";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { around } from "../faults.ts";
import { pick } from "./climate.ts";
import { createFacts, type Facts } from "./facts.ts";
import { createStagedHost, type StagedHost } from "./host.ts";
import { underLeases } from "./leases.ts";
import { createNetwork } from "./network.ts";
import { isRead, startWorker, type Surroundings, type Worker } from "./process.ts";
import { createReferee } from "./referee.ts";
import { checkState, readState } from "./state.ts";

export type SimulatedStorage = "memory" | "sqlite";

/** A run that goes on. */
export interface Simulation extends Facts {
  readonly host: StagedHost;
  readonly dodo: DodoEmulator;
  /** Those that are alive. */
  readonly workers: Worker[];
  start(): Promise<void>;
  /** A process that does not stand still; throws if there is none. */
  anyWorker(): Worker;
  /** Lets everybody come to rest and holds what was written against the rules. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Its processes are started, and nothing was asked of them. */
export async function createSimulation(seed: number, kind: SimulatedStorage): Promise<Simulation> {
  const facts = createFacts(seed);
  const { climate, dice, time, stage, violations } = facts;
  const storage = openStorage(kind, () => time.now());
  await storage.migrate();
  const referee = createReferee(facts, storage, (topup_id, fence) =>
    leased.isHeld(topup_id, fence),
  );
  const host = createStagedHost({ stage, time }, climate.topups, referee.host);
  const leased = underLeases(storage, { facts, host });
  const writes = noticing(leased.storage);
  const network = createNetwork(
    facts,
    { tax_bps: 0, ...climate.answers },
    { route: () => sim.anyWorker(), answered: referee.answered },
  );
  const surroundings: Surroundings = {
    facts,
    host,
    storage: writes.storage,
    newId: createIds(),
    network,
  };
  const workers: Worker[] = [];
  let born = 0;
  const sim: Simulation = Object.assign(facts, {
    host,
    dodo: network.dodo,
    workers,
    async start() {
      born += 1;
      workers.push(await startWorker(`w${born}`, surroundings));
    },
    anyWorker: () =>
      pick(
        workers.filter(({ frozen }) => !frozen),
        dice,
      ),
    async settle() {
      await stage.rest();
      if (!writes.taken()) return;
      const state = await readState(storage, host.topups.keys());
      await checkState(storage, host, sim.state, state, violations, {
        late: sim.late,
        quiet: climate.calm && stage.inFlight() === 0,
      });
      sim.state = state;
    },
    async close() {
      stage.close();
      await network.dodo.close();
      await storage.close();
    },
  });
  while (born < climate.processes) await sim.start();
  return sim;
}

function openStorage(kind: SimulatedStorage, clock: () => number): Storage {
  return kind === "memory"
    ? memoryStorage({ clock })
    : sqliteStorage(new DatabaseSync(":memory:"), { clock });
}

/** Notices that something may have been written since it was last asked. */
function noticing(storage: Storage): { storage: Storage; taken(): boolean } {
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

/** Ids of our own that depend on nothing but their order. */
function createIds(): (prefix: string) => string {
  let made = 0;
  return (prefix) => `${prefix}_${String((made += 1)).padStart(22, "0")}`;
}
