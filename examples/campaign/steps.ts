// The points at which a process is killed: around every verb of the storage, inside the host, before and after the answer.
import type { Storage } from "@x/payment-server";

/** Verbs that a delivery or a checkout passes. */
const VERBS = ["findPayments", "readEvent", "readCredit", "claimCredit", "closeCredit", "changePayment", "insertPayment", "recordEvent", "endLease", "schedule"] as const;

export const STEPS: readonly string[] = [
  "request received",
  ...VERBS.flatMap((verb) => [`before ${verb}`, `after ${verb}`]),
  "host called",
  "host before commit",
  "host after commit",
  "answer ready",
];

export type Step = (name: string) => void;

/** Dies at the `nth` passing of one step, for real: no handler runs, nothing is flushed. */
export function deathAt(plan: { step: string; nth: number } | null): Step {
  let passed = 0;
  return (name) => {
    if (plan === null || name !== plan.step) return;
    passed += 1;
    if (passed === plan.nth) process.kill(process.pid, "SIGKILL");
  };
}

export function stepping(storage: Storage, step: Step): Storage {
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
