/**
 * A short model of what the storage verbs of a topup's credit promise: two payments of one topup,
 * their versions, and the claim.
 */
import type { Credit, PaymentStatus } from "../../src/index.ts";

/** The names of the two payments. */
export type Name = "a" | "b";

/**
 * `lag` is the number of changes since the payment was read, `fence_lag` the number of claims since
 * the fence was won.
 */
export type Operation =
  | { verb: keyof typeof STATUS; name: Name; lag: number; fence_lag: number }
  | { verb: "credit"; name: Name; lag: number; host_fails: boolean }
  | { verb: "endLease"; fence_lag: number }
  | { verb: "pass"; ms: number };

/** The status that each verb gives its payment. */
export const STATUS = {
  change: "pending",
  claim: "crediting",
  close: "paid",
  void: "held",
  return: "crediting",
  reopen: "crediting",
} as const;

/** The part of the storage that the verbs depend on. */
export interface CreditModel {
  now: number;
  payments: Record<Name, { version: number; status: PaymentStatus }>;
  credit: { name: Name; state: Credit["state"]; fence: number; until: number } | null;
}

const AFTER = { close: "done", void: "void", return: "returned", reopen: "claimed" } as const;

/** The lease of each claim, in milliseconds. */
export const LEASE = 60_000;

/** Applies the operation to the model as the verb promises, and returns whether it was won. */
export function step(model: CreditModel, operation: Operation): boolean {
  if (operation.verb === "pass") model.now += operation.ms;
  if (operation.verb === "pass") return true;
  if (operation.verb === "endLease") {
    const own = model.credit?.state === "claimed" && operation.fence_lag === 0;
    if (model.credit !== null && own) model.credit.until = model.now;
    return own;
  }
  if (operation.lag > 0 || !mayChange(model, operation)) return false;
  if (operation.verb === "credit") return stepCredit(model, operation);
  const { name, verb } = operation;
  model.payments[name] = { version: model.payments[name].version + 1, status: STATUS[verb] };
  if (verb === "claim")
    model.credit = {
      name,
      state: "claimed",
      fence: (model.credit?.fence ?? 0) + 1,
      until: model.now + LEASE,
    };
  else if (verb !== "change" && model.credit !== null)
    model.credit = {
      ...model.credit,
      state: AFTER[verb],
      until: verb === "reopen" ? model.now : model.credit.until,
    };
  return true;
}

/** The claim and its end are one change, unless the host fails; then nothing has changed. */
function stepCredit(
  model: CreditModel,
  { name, host_fails }: Extract<Operation, { verb: "credit" }>,
): boolean {
  if (host_fails) return false;
  model.payments[name] = { version: model.payments[name].version + 2, status: "paid" };
  model.credit = {
    name,
    state: "done",
    fence: (model.credit?.fence ?? 0) + 1,
    until: model.now,
  };
  return true;
}

function mayChange(
  { credit, now }: CreditModel,
  operation: Exclude<Operation, { verb: "pass" | "endLease" }>,
): boolean {
  if (operation.verb === "change") return true;
  const own = credit?.name === operation.name ? credit.state : null;
  const over = credit !== null && credit.until <= now;
  if (operation.verb === "claim" || operation.verb === "credit")
    return credit === null || credit.state === "void" || (own === "claimed" && over);
  if (operation.fence_lag > 0) return false;
  if (operation.verb === "return") return own === "claimed";
  if (operation.verb === "reopen") return own === "returned";
  return own === "returned" || (own === "claimed" && (operation.verb === "close" || over));
}
