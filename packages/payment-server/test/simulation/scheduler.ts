/**
 * The scheduler runs the tasks of a simulation one at a time: each continues until it waits at a
 * step, and then nothing happens until one of them is chosen to continue. A process that dies takes
 * the steps of its tasks with it; they are never resumed.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  createSteps,
  type How,
  type Place,
  type Process,
  type Steps,
  type Task,
  type Fault,
} from "./steps.ts";
import type { Time } from "./time.ts";

/** The part of the scheduler that tasks and the run use. */
export interface Scheduler extends Pick<Steps, "ready" | "go" | "hold"> {
  /** The task whose code runs now; `null` outside of any. */
  current(): Task | null;
  /** The number of tasks without an answer. */
  inFlight(): number;
  /** Starts a task; rejects if its process dies before the answer is given. */
  begin<T>(process: Process, name: string, body: () => Promise<T>): Promise<T>;
  /**
   * Waits at a step; rejects if the signal is aborted before it continues. Outside of a task it
   * does not wait.
   */
  waitAt(place: Place, name: string, faults: readonly Fault[], signal?: AbortSignal): Promise<How>;
  /** Drops the tasks and steps of a process that has died. */
  drop(process: Process): void;
  /** Resolves once all tasks wait. */
  rest(): Promise<void>;
  /** Ends the scheduler; no task continues any more. */
  close(): void;
}

/** After this many ticks without a move, all tasks wait. */
const QUIET = 2;

/** Creates a scheduler without tasks. */
export function createScheduler(time: Time): Scheduler {
  const store = new AsyncLocalStorage<Task>();
  const steps = createSteps(time);
  const flying = new Map<Task, (reason: Error) => void>();
  let moves = 0;
  let closed = false;

  async function waitAt(
    place: Place,
    name: string,
    faults: readonly Fault[],
    signal?: AbortSignal,
  ): Promise<How> {
    const task = store.getStore();
    if (task === undefined) return "go";
    moves += 1;
    // A task of a dead process never continues.
    if (closed || task.process.dead) return await new Promise(() => undefined);
    return await steps.wait({ task, place, name, faults }, signal);
  }

  async function begin<T>(process: Process, name: string, body: () => Promise<T>): Promise<T> {
    const task: Task = { name, process, reported: new Map(), read: new Map(), slow: false };
    const broken = new Promise<never>((_, reject) => flying.set(task, reject));
    const answered = store.run(task, async () => {
      try {
        const answer = await body();
        await waitAt("answer", "answer", []);
        return answer;
      } finally {
        moves += 1;
        flying.delete(task);
      }
    });
    return await Promise.race([answered, broken]);
  }

  return {
    current: () => store.getStore() ?? null,
    inFlight: () => flying.size,
    ready: steps.ready,
    go: steps.go,
    hold: steps.hold,
    begin,
    waitAt,
    drop(process) {
      steps.drop(({ task }) => task.process === process);
      for (const [task, reject] of flying) {
        if (task.process !== process) continue;
        flying.delete(task);
        reject(new Error("the connection broke"));
      }
    },
    async rest() {
      // Everything runs in microtasks and ticks: a tick comes when no microtask is left, and the
      // extra ticks show that no task moved after it.
      for (let quiet = 0; quiet < QUIET;) {
        const seen = moves;
        await new Promise<void>((resolve) => process.nextTick(resolve));
        quiet = moves === seen ? quiet + 1 : 0;
      }
    },
    close() {
      closed = true;
      steps.drop(() => true);
    },
  };
}
