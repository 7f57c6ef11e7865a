import { createTimer } from "../timer.ts";
import type { DebitOutcome } from "../money/test-methods.ts";
import type { LedgerRules } from "./account.ts";

/** The bank debits of an account that are processing and will end. */
export interface BankDebits {
  add(payment_id: string, outcome: DebitOutcome): void;
  /** Removes the bank debit of a payment that has ended, so that the payment does not end again. */
  forget(payment_id: string): void;
  /** Ends the bank debits that are due by the clock. */
  settle(): void;
  /** Stops the timer and removes all bank debits. */
  clear(): void;
  /** Saves the bank debits. Returns a function that restores them. */
  save(): () => void;
}

/**
 * Creates an empty list of bank debits. Once `bank_debit_ms` have passed by the clock since a debit
 * was added, the next `settle()` calls `end` for that debit. If `delivery` is `auto`, a timer calls
 * `settle()`.
 */
export function createBankDebits(
  settings: LedgerRules,
  end: (payment_id: string, outcome: DebitOutcome) => void,
): BankDebits {
  const open = new Map<string, { at: number; outcome: DebitOutcome }>();
  const timer = createTimer(settings.clock, settle);

  function settle(): void {
    const now = settings.clock.now();
    for (const [payment_id, { at, outcome }] of open) {
      if (at > now) continue;
      open.delete(payment_id);
      end(payment_id, outcome);
    }
    arm();
  }

  function arm(): void {
    if (settings.delivery === "auto")
      timer.set(Math.min(...[...open.values()].map(({ at }) => at)));
  }

  return {
    add(payment_id, outcome) {
      open.set(payment_id, { at: settings.clock.now() + settings.bank_debit_ms, outcome });
      arm();
    },
    forget(payment_id) {
      open.delete(payment_id);
    },
    settle,
    clear() {
      timer.clear();
      open.clear();
    },
    save() {
      const saved = [...open];
      return () => {
        open.clear();
        for (const [payment_id, debit] of saved) open.set(payment_id, debit);
        arm();
      };
    },
  };
}
