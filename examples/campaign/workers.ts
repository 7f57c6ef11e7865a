// Several server processes on one database, killed and started again.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { WorkerPlan } from "./worker.ts";

export interface Workers {
  /** Deaths by SIGKILL so far, by step. */
  readonly deaths: ReadonlyMap<string, number>;
  /** Sends a request to one that lives; rejects when it dies before it answers. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Stops all and starts them anew with other clocks and no more deaths. */
  restart(skew: WorkerPlan["skew"]): Promise<void>;
  stop(): Promise<void>;
}

interface Worker {
  child: ChildProcess;
  port: number;
}

/** A process that has lived so long without passing the step at which it is to die. */
const OLD_MS = 4_000;

/** `nextDeath` says where the next process will die. */
export async function startWorkers(count: number, base: Omit<WorkerPlan, "death" | "skew">, nextDeath: () => WorkerPlan["death"]): Promise<Workers> {
  const deaths = new Map<string, number>();
  let workers: (Worker | null)[] = [];
  let skew: WorkerPlan["skew"] = { storage_ms: 0, service_ms: 0 };
  let stopping = false;
  let turn = 0;

  async function start(at: number, death: WorkerPlan["death"]): Promise<void> {
    const plan: WorkerPlan = { ...base, death, skew };
    const child = spawn(process.execPath, ["--no-warnings", fileURLToPath(new URL("worker.ts", import.meta.url)), JSON.stringify(plan)], { stdio: ["pipe", "pipe", "inherit"] });
    // A step that is never passed here: it dies all the same, at any moment.
    const patience = death === null ? undefined : setTimeout(() => child.kill("SIGKILL"), OLD_MS);
    child.once("exit", (code, signal) => {
      clearTimeout(patience);
      workers[at] = null;
      if (stopping) return;
      if (signal !== "SIGKILL" || death === null) throw new Error(`a worker ended with ${code ?? signal} and nobody killed it`);
      const step = child.killed ? "any moment" : death.step;
      deaths.set(step, (deaths.get(step) ?? 0) + 1);
      void start(at, nextDeath());
    });
    let printed = "";
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      printed += String(chunk);
      const port = /port (\d+)/.exec(printed)?.[1];
      if (port === undefined) continue;
      workers[at] = { child, port: Number(port) };
      return;
    }
  }

  async function startAll(death: () => WorkerPlan["death"]): Promise<void> {
    stopping = false;
    workers = Array.from({ length: count }, () => null);
    await Promise.all(workers.map(async (_, at) => await start(at, death())));
  }

  async function stopAll(): Promise<void> {
    stopping = true;
    const living = workers.filter((worker) => worker !== null);
    await Promise.all(
      living.map(async ({ child }) => {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }),
    );
  }

  async function living(): Promise<Worker> {
    for (;;) {
      turn += 1;
      const worker = workers[turn % count] ?? workers.find((other) => other !== null);
      if (worker) return worker;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  await startAll(nextDeath);
  return {
    deaths,
    async fetch(path, init = {}) {
      const { port } = await living();
      return await fetch(`http://127.0.0.1:${port}${path}`, { ...init, signal: AbortSignal.timeout(20_000) });
    },
    async restart(next) {
      await stopAll();
      skew = next;
      await startAll(() => null);
    },
    stop: stopAll,
  };
}
