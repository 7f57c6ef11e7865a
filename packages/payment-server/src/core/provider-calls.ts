import type { Context } from "./context.ts";

/**
 * A run whose calls to the provider are limited by the budget, such as a reconciliation or a drift
 * report.
 */
export interface CallingRun {
  context: Context;
  /** A signal whose abort stops the run; `undefined` if the run cannot be stopped. */
  stop: AbortSignal | undefined;
}

/** How long to wait before the budget is checked again, in milliseconds. */
const PAUSE_MS = 100;

/**
 * Waits until the budget allows a call to the provider, and charges the budget for it. Returns
 * `false` if the run was stopped.
 */
export async function waitForCall(run: CallingRun): Promise<boolean> {
  while (!isStopped(run)) {
    if (run.context.budget.take("reconcile")) return true;
    await run.context.sleep(PAUSE_MS, run.stop);
  }
  return false;
}

/** Whether the run was stopped. */
export function isStopped({ stop }: Pick<CallingRun, "stop">): boolean {
  return stop?.aborted === true;
}
