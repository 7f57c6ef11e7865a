// Runs several server processes on one database, which are killed, frozen and started again.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Fate } from "./steps.ts";
import type { WorkerPlan } from "./worker.ts";

export interface Workers {
  /** The number of frozen processes by step, including those that were resumed. */
  readonly frozen: ReadonlyMap<string, number>;
  /** Sends a request to a running process. Rejects if the process dies before it answers. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Resumes the frozen processes, lets them finish their requests, and stops them. */
  wake(): Promise<void>;
  /**
   * Stops all processes that are not frozen, and starts new ones with other clocks and no planned
   * end.
   */
  restart(skew: WorkerPlan["skew"]): Promise<void>;
  stop(): Promise<void>;
}

interface Worker {
  child: ChildProcess;
  port: number;
}

/** Milliseconds that a resumed process has to finish its requests. */
const ENDING_MS = 3_000;

/** By how much the lifetime of a process grows at most. */
const LONGEST_LIFE = 10;

/**
 * The lifetime of a process that does not pass its step, and the time until a frozen process is
 * resumed; `null` means not before `wake()`.
 */
export interface Spans {
  life_ms: number;
  freeze_ms: number | null;
}

/** The step under which processes are counted that did not pass theirs. */
export const ANY_MOMENT = "any moment";

/**
 * Starts the processes. `nextFate` returns the planned end of the next process; `deaths` counts the
 * kills so far, by step.
 */
export async function startWorkers(
  count: number,
  base: Omit<WorkerPlan, "fate" | "skew">,
  { life_ms, freeze_ms }: Spans,
  nextFate: () => Fate | null,
  deaths: Map<string, number>,
): Promise<Workers> {
  const frozen = new Map<string, number>();
  const awake = new Set<ChildProcess>();
  const asleep = new Set<ChildProcess>();
  let workers: (Worker | null)[] = [];
  let skew: WorkerPlan["skew"] = { storage_ms: 0, service_ms: 0 };
  let stopping = false;
  let turn = 0;
  /** How many processes in a row did not pass their step. */
  let unused_lives = 0;

  async function start(at: number, fate: Fate | null): Promise<void> {
    const plan: WorkerPlan = { ...base, fate, skew };
    const child = spawn(
      process.execPath,
      ["--no-warnings", fileURLToPath(new URL("worker.ts", import.meta.url)), JSON.stringify(plan)],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    awake.add(child);
    let replaced = false;
    let patience: ReturnType<typeof setTimeout> | undefined;
    const replace = (counts: Map<string, number>, step: string): void => {
      clearTimeout(patience);
      replaced = true;
      workers[at] = null;
      counts.set(step, (counts.get(step) ?? 0) + 1);
      unused_lives = step === ANY_MOMENT ? unused_lives + 1 : 0;
      if (!stopping) void start(at, nextFate());
    };
    child.once("exit", (code, signal) => {
      awake.delete(child);
      asleep.delete(child);
      clearTimeout(patience);
      if (stopping || replaced) return;
      if (signal !== "SIGKILL" || fate === null)
        throw new Error(`a worker ended with ${code ?? signal} and nobody killed it`);
      replace(deaths, child.killed ? ANY_MOMENT : fate.step);
    });
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      let printed = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        printed += chunk;
        const port = /port (\d+)/.exec(printed)?.[1];
        if (port !== undefined && workers[at]?.child !== child && !replaced) {
          workers[at] = { child, port: Number(port) };
          // The process is killed if it does not pass its step in time. On a busy machine none
          // might, so the time becomes longer until one does.
          const longer = Math.min(1 + unused_lives / 4, LONGEST_LIFE);
          if (fate?.signal === "SIGKILL")
            patience = setTimeout(() => child.kill("SIGKILL"), life_ms * longer);
          resolve();
        }
        if (!printed.includes("frozen") || replaced || fate === null) return;
        awake.delete(child);
        asleep.add(child);
        replace(frozen, fate.step);
        if (freeze_ms !== null) setTimeout(() => void wake(child), freeze_ms).unref();
      });
    });
  }

  async function wake(child: ChildProcess): Promise<void> {
    if (!asleep.delete(child)) return;
    child.kill("SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, ENDING_MS));
    await end(child);
  }

  async function startAll(fate: () => Fate | null): Promise<void> {
    stopping = false;
    workers = Array.from({ length: count }, () => null);
    await Promise.all(workers.map(async (_, at) => await start(at, fate())));
  }

  async function stopAll(): Promise<void> {
    stopping = true;
    // This includes processes that are still starting.
    await Promise.all([...awake].map(end));
  }

  async function living(): Promise<Worker> {
    for (;;) {
      turn += 1;
      const worker = workers[turn % count] ?? workers.find((other) => other !== null);
      if (worker) return worker;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  await startAll(nextFate);
  return {
    frozen,
    async fetch(path, init = {}) {
      const { port } = await living();
      return await fetch(`http://127.0.0.1:${port}${path}`, {
        ...init,
        signal: init.signal ?? AbortSignal.timeout(15_000),
      });
    },
    wake: async () => void (await Promise.all([...asleep].map(wake))),
    async restart(next) {
      await stopAll();
      skew = next;
      await startAll(() => null);
    },
    async stop() {
      await Promise.all([stopAll(), ...[...asleep].map(end)]);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
