/** The steps at which tasks wait until they are chosen to continue. */
import type { Sleeper, Time } from "./time.ts";

/**
 * The place decides what a fault means: `lag` is an answer that was true earlier, `skip` a call
 * that does nothing.
 */
export type Fault = "fail" | "lose" | "hang" | "lag" | "skip";
export type How = "go" | Fault;
/**
 * `credit` means the storage verbs of the credit, `finish` the host's `finishTopup`, and `commit` the
 * COMMIT of its transaction; these three matter most.
 */
export type Place = "storage" | "credit" | "provider" | "topup" | "finish" | "commit" | "answer";

/** A process that answers requests. */
export interface Process extends Sleeper {
  readonly name: string;
}

/** One request in a process, and what has been reported to it so far. */
export interface Task {
  readonly name: string;
  readonly process: Process;
  /** By the provider's payment id, the step at which Dodo first reported the payment. */
  readonly reported: Map<string, number>;
  /** By topup, the time and the step of the last `readTopup`. */
  readonly read: Map<string, { at: number; step: number }>;
  /** One of its steps has taken long. */
  slow: boolean;
}

/** A point at which a task waits. */
export interface Step {
  readonly task: Task;
  readonly place: Place;
  readonly name: string;
  readonly faults: readonly Fault[];
}

interface Waiting extends Step {
  /** It has continued, or was aborted. */
  over: boolean;
  resolve(how: How): void;
}

/** The steps of a run. */
export interface Steps {
  /** Returns the steps that can continue, in the order in which they began to wait. */
  ready(): readonly Step[];
  /** Waits until the step is chosen to continue; rejects if the signal is aborted first. */
  wait(step: Step, signal?: AbortSignal): Promise<How>;
  go(step: Step, how: How): void;
  /** Delays a step by so many milliseconds before it can continue. */
  hold(step: Step, ms: number): void;
  /** Drops the steps for which `gone` returns `true`; they are never resumed. */
  drop(gone: (step: Step) => boolean): void;
}

/** Creates an empty set of steps. */
export function createSteps(time: Time): Steps {
  const waiting = new Set<Waiting>();

  function take(step: Step): Waiting {
    const one = [...waiting].find((other) => other === step);
    if (one === undefined) throw new Error("no task waits at this step");
    waiting.delete(one);
    return one;
  }

  function abort(step: Waiting, reject: (reason: Error) => void): void {
    if (step.over || step.task.process.dead) return;
    step.over = true;
    waiting.delete(step);
    reject(new Error("aborted"));
  }

  return {
    ready: () => [...waiting].filter(({ task }) => !task.process.suspended),
    wait: async (parts, signal) =>
      await new Promise((resolve, reject) => {
        const step: Waiting = { ...parts, over: false, resolve };
        waiting.add(step);
        signal?.addEventListener("abort", () => abort(step, reject), { once: true });
      }),
    go(step, how) {
      const one = take(step);
      one.over = true;
      one.resolve(how);
    },
    hold(step, ms) {
      const one = take(step);
      void time.sleep(one.task.process, ms).then(() => one.over || waiting.add(one));
    },
    drop(gone) {
      for (const step of waiting) if (gone(step)) waiting.delete(step);
    },
  };
}
