/**
 * Where the tasks of a simulation run, one at a time: each goes on until it waits at a step, and then nothing happens until
 * one of them is told to go on. A process that dies takes the steps of its tasks with it: they are never resumed.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  createSteps,
  type How,
  type Place,
  type Process,
  type Steps,
  type Task,
  type Trouble,
} from "./steps.ts";
import type { Time } from "./time.ts";

/** What tasks and whoever leads them need of it. */
export interface Stage extends Pick<Steps, "ready" | "go" | "hold"> {
  /** The task whose code runs now; `null` outside of any. */
  current(): Task | null;
  /** Tasks that have no answer yet. */
  inFlight(): number;
  /** Starts a task; rejects when its process dies before the answer is given. */
  begin<T>(process: Process, name: string, body: () => Promise<T>): Promise<T>;
  /** Waits at a step; rejects when the signal is aborted meanwhile. Does not wait outside of a task. */
  park(
    place: Place,
    name: string,
    troubles: readonly Trouble[],
    signal?: AbortSignal,
  ): Promise<How>;
  /** Drops everything of a process that has died. */
  bury(process: Process): void;
  /** Resolves once everybody waits. */
  rest(): Promise<void>;
  /** Nobody goes on any more. */
  close(): void;
}

/** So many ticks without a move say that everybody waits. */
const QUIET = 2;

/** An empty stage. */
export function createStage(time: Time): Stage {
  const store = new AsyncLocalStorage<Task>();
  const steps = createSteps(time);
  const flying = new Map<Task, (reason: Error) => void>();
  let moves = 0;
  let closed = false;

  async function park(
    place: Place,
    name: string,
    troubles: readonly Trouble[],
    signal?: AbortSignal,
  ): Promise<How> {
    const task = store.getStore();
    if (task === undefined) return "go";
    moves += 1;
    // What is cut off stays where it is.
    if (closed || task.process.dead) return await new Promise(() => undefined);
    return await steps.wait({ task, place, name, troubles }, signal);
  }

  async function begin<T>(process: Process, name: string, body: () => Promise<T>): Promise<T> {
    const task: Task = { name, process, told: new Map(), read: new Map(), slow: false };
    const broken = new Promise<never>((_, reject) => flying.set(task, reject));
    const answered = store.run(task, async () => {
      try {
        const answer = await body();
        await park("answer", "answer", []);
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
    park,
    bury(process) {
      steps.drop(({ task }) => task.process === process);
      for (const [task, reject] of flying) {
        if (task.process !== process) continue;
        flying.delete(task);
        reject(new Error("the connection broke"));
      }
    },
    async rest() {
      // All of it is microtasks and ticks: a tick comes when no microtask is left, and the last ones say that nothing came after.
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
