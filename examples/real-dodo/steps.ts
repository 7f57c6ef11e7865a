// The steps of a run, in their order. Those that need nobody come first.
import { disputed, processing } from "./steps/bank.ts";
import { goBack, leave, secondCard } from "./steps/declined.ts";
import { otherCurrency, wallet } from "./steps/money.ts";
import { paid } from "./steps/paid.ts";
import { idempotencyKey, quantity, readOnlyKey, refusals } from "./steps/without-clicks.ts";
import type { Visit } from "./visit.ts";

/** Every step by its name, which can be given on the command line. */
export const STEPS: Readonly<Record<string, (visit: Visit) => Promise<void>>> = {
  "idempotency-key": idempotencyKey,
  quantity,
  refusals,
  "read-only-key": readOnlyKey,
  paid,
  "second-card": secondCard,
  leave,
  "go-back": goBack,
  processing,
  disputed,
  "other-currency": otherCurrency,
  wallet,
};

/**
 * Runs the steps that were named, or all of them. A step that fails is reported to the person, and
 * the next one begins. `keep` is called after each, so that nothing is lost if the run is stopped.
 */
export async function runSteps(
  visit: Visit,
  names: readonly string[],
  keep: () => void,
): Promise<void> {
  const chosen = names.length === 0 ? Object.keys(STEPS) : names;
  for (const name of chosen) {
    visit.person.reads(`\n== ${name}`);
    try {
      await STEPS[name]?.(visit);
    } catch (error) {
      visit.person.reads(`this step failed: ${error instanceof Error ? error.message : "unknown"}`);
    }
    keep();
  }
}
