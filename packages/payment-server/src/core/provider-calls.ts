import type { Context } from "./context.ts";

/** A run that makes calls to the provider on behalf of reconciliation. */
export interface CallingRun {
  context: Context;
  /** Aborted when the run is to stop; `undefined` if it runs to its end. */
  stop: AbortSignal | undefined;
}

/** How long to wait for the next call while the budget is used up. */
const PAUSE_MS = 100;

/** Waits until the budget has a call for reconciliation. Returns `false` if the run is to stop. */
export async function waitForCall(run: CallingRun): Promise<boolean> {
  while (!isStopped(run)) {
    if (run.context.budget.take("reconcile")) return true;
    await run.context.sleep(PAUSE_MS, run.stop);
  }
  return false;
}

/** Whether the run was told to stop. */
export function isStopped({ stop }: Pick<CallingRun, "stop">): boolean {
  return stop?.aborted === true;
}
