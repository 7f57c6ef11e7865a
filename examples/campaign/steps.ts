// The points at which a process is killed or frozen: around every method of the storage, inside the
// host, before and after the answer, around the host's notify().
import { writeSync } from "node:fs";
import type { Storage } from "@x/payment-server";
import type { Mode } from "./database.ts";

/** The methods of the storage that a delivery, a checkout or the sending of a notice calls. */
const VERBS = [
  "claimCredit",
  "closeCredit",
  "creditWith",
  "changePayment",
  "findPayments",
  "readEvent",
  "readCredit",
  "insertPayment",
  "recordEvent",
  "endLease",
  "schedule",
  "takeNotices",
  "storeNotified",
] as const;

/**
 * Returns whether a step occurs in this mode: in transactional mode the storage commits, not the
 * host.
 */
const PASSED: Readonly<Record<Mode, (step: string) => boolean>> = {
  guarded: (step) => !step.endsWith(" creditWith"),
  transactional: (step) => !step.endsWith(" closeCredit") && step !== "host after commit",
};

/**
 * Lists the steps at which processes are killed, the most harmful first, so that a short campaign
 * has those.
 */
export function stepsOf(mode: Mode): string[] {
  const verbs = VERBS.flatMap((verb) => [`before ${verb}`, `after ${verb}`]);
  return [
    "request received",
    "host called",
    "host before commit",
    "host after commit",
    "answer ready",
    // Between the commit of a change and its notice, and between the notice and its mark.
    "notify called",
    "notify before return",
    ...verbs,
  ].filter(PASSED[mode]);
}

/**
 * The steps at which a process that is frozen for longer than a lease does the most harm. None is
 * inside a transaction, which would block every other process on SQLite.
 */
export const FREEZING_STEPS: Readonly<Record<Mode, readonly string[]>> = {
  guarded: [
    "after claimCredit",
    "host called",
    "host after commit",
    "before closeCredit",
    "after closeCredit",
    "answer ready",
    "notify before return",
  ],
  transactional: ["before creditWith", "after creditWith", "answer ready", "notify before return"],
};

/**
 * The end that is planned for a process: the `nth` time it passes the step, it is killed, or frozen
 * until it is resumed.
 */
export interface Fate {
  step: string;
  nth: number;
  signal: "SIGKILL" | "SIGSTOP";
}

export type Step = (name: string) => void;

/**
 * Returns a step that sends the real signal, so no handler runs and nothing is flushed. A process
 * prints `frozen` before it is frozen, and it is not frozen while another request of it is inside a
 * transaction.
 */
export function awaiting(fate: Fate | null): Step {
  let [passed, transactions] = [0, 0];
  return (name) => {
    if (name === "after creditWith") transactions -= 1;
    if (name === fate?.step) {
      passed += 1;
      const may_end = fate.signal === "SIGKILL" || transactions === 0;
      if (passed >= fate.nth && may_end) {
        if (fate.signal === "SIGSTOP") writeSync(1, "frozen\n");
        process.kill(process.pid, fate.signal);
      }
    }
    if (name === "before creditWith") transactions += 1;
  };
}

export function stepping<S extends Storage>(storage: S, step: Step): S {
  return new Proxy(storage, {
    get(target, name) {
      const verb: unknown = Reflect.get(target, name);
      if (typeof verb !== "function" || !VERBS.some((known) => known === name)) return verb;
      return async (...values: unknown[]): Promise<unknown> => {
        step(`before ${String(name)}`);
        try {
          return (await Reflect.apply(verb, target, values)) as unknown;
        } finally {
          step(`after ${String(name)}`);
        }
      };
    },
  });
}
