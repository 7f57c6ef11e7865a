// The points at which a process is killed or frozen: around every verb of the storage, inside the host, before and after the answer.
import { writeSync } from "node:fs";
import type { Storage } from "@x/payment-server";
import type { Mode } from "./database.ts";

/** Verbs that a delivery or a checkout passes. */
const VERBS = [
  "claimCredit",
  "closeCredit",
  "closeCreditWith",
  "changePayment",
  "findPayments",
  "readEvent",
  "readCredit",
  "insertPayment",
  "recordEvent",
  "endLease",
  "schedule",
] as const;

/** Only those that are passed: in a transaction the commit is ours. */
const PASSED: Readonly<Record<Mode, (step: string) => boolean>> = {
  guarded: (step) => !step.endsWith(" closeCreditWith"),
  transactional: (step) => !step.endsWith(" closeCredit") && step !== "host after commit",
};

/** Where processes are killed; where it hurts most comes first, so that a short campaign has it. */
export function stepsOf(mode: Mode): string[] {
  const verbs = VERBS.flatMap((verb) => [`before ${verb}`, `after ${verb}`]);
  return [
    "request received",
    "host called",
    "host before commit",
    "host after commit",
    "answer ready",
    ...verbs,
  ].filter(PASSED[mode]);
}

/** Where a process that stands still for longer than a lease does the most harm; none of them is inside a transaction, which would stop everybody on SQLite. */
export const FREEZING_STEPS: Readonly<Record<Mode, readonly string[]>> = {
  guarded: [
    "after claimCredit",
    "host called",
    "host after commit",
    "before closeCredit",
    "after closeCredit",
    "answer ready",
  ],
  transactional: [
    "after claimCredit",
    "before closeCreditWith",
    "after closeCreditWith",
    "answer ready",
  ],
};

/** What becomes of a process, at the `nth` passing of one step: it is killed, or stands still until it is woken. */
export interface Fate {
  step: string;
  nth: number;
  signal: "SIGKILL" | "SIGSTOP";
}

export type Step = (name: string) => void;

/** For real: no handler runs, nothing is flushed. Who is to stand still says so first. */
export function awaiting(fate: Fate | null): Step {
  let passed = 0;
  return (name) => {
    if (fate === null || name !== fate.step) return;
    passed += 1;
    if (passed !== fate.nth) return;
    if (fate.signal === "SIGSTOP") writeSync(1, "frozen\n");
    process.kill(process.pid, fate.signal);
  };
}

export function stepping<S extends Storage>(storage: S, step: Step): S {
  return new Proxy(storage, {
    get(target, name) {
      const verb: unknown = Reflect.get(target, name);
      if (typeof verb !== "function" || !VERBS.some((known) => known === name)) return verb;
      return async (...values: unknown[]): Promise<unknown> => {
        step(`before ${String(name)}`);
        const result: unknown = await Reflect.apply(verb, target, values);
        step(`after ${String(name)}`);
        return result;
      };
    },
  });
}
