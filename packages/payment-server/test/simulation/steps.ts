/** The steps at which tasks wait to be told how to go on. */
import type { Sleeper, Time } from "./time.ts";

/** The place decides what each of them means: `lag` is an answer that was true earlier, `skip` a call that does nothing. */
export type Trouble = "fail" | "lose" | "hang" | "lag" | "skip";
export type How = "go" | Trouble;
/** `credit`: the storage's verbs of the credit, `finish`: the host's `finishTopup`; there most is at stake. */
export type Place = "storage" | "credit" | "provider" | "topup" | "finish" | "answer";

/** A process that answers requests. */
export interface Process extends Sleeper {
  readonly name: string;
}

/** One request on its way through a process, and what it has been told so far. */
export interface Task {
  readonly name: string;
  readonly process: Process;
  /** By the provider's payment id: the step at which Dodo first said something of it. */
  readonly told: Map<string, number>;
  /** By topup: the moment at which the host was last asked, and the step. */
  readonly read: Map<string, { at: number; step: number }>;
  /** One of its steps has taken long. */
  slow: boolean;
}

/** A place where a task waits. */
export interface Step {
  readonly task: Task;
  readonly place: Place;
  readonly name: string;
  readonly troubles: readonly Trouble[];
}

interface Waiting extends Step {
  /** It went on, or was aborted. */
  over: boolean;
  resolve(how: How): void;
}

/** All steps of a run. */
export interface Steps {
  /** Those that can go on, in the order in which they came to wait. */
  ready(): readonly Step[];
  /** Waits until it is told to go on; rejects when the signal is aborted meanwhile. */
  wait(step: Step, signal?: AbortSignal): Promise<How>;
  go(step: Step, how: How): void;
  /** Lets a step wait so long before it can go on. */
  hold(step: Step, ms: number): void;
  /** Forgets those of which this is so: they are never resumed. */
  drop(gone: (step: Step) => boolean): void;
}

/** Nobody waits yet. */
export function createSteps(time: Time): Steps {
  const waiting = new Set<Waiting>();

  function take(step: Step): Waiting {
    const one = [...waiting].find((other) => other === step);
    if (one === undefined) throw new Error("nobody waits there");
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
    ready: () => [...waiting].filter(({ task }) => !task.process.frozen),
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
