import type { Settings } from "./options.ts";

/** What becomes of a bank debit that was started; `disputed` succeeds first. */
export type DebitOutcome = "succeeded" | "failed" | "disputed" | "never";

/** Bank debits on their way through the banks. */
export interface BankDebits {
  add(payment_id: string, outcome: DebitOutcome): void;
  forget(payment_id: string): void;
  /** Ends those that are due by the clock. */
  settle(): void;
  /** Sets the timer for the next one, in `auto`. */
  arm(): void;
  clear(): void;
}

// Longer timers would fire at once.
const longest_timer = 2 ** 31 - 1;

/** Keeps them until `bank_debit_ms` have gone by, and then calls `end` once each. */
export function createBankDebits(
  settings: Settings,
  end: (payment_id: string, outcome: DebitOutcome) => void,
): BankDebits {
  const open = new Map<string, { at: number; outcome: DebitOutcome }>();
  let timer: ReturnType<typeof setTimeout> | undefined;

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
    clearTimeout(timer);
    if (settings.delivery !== "auto" || open.size === 0) return;
    const next = Math.min(...[...open.values()].map(({ at }) => at));
    timer = setTimeout(settle, Math.min(Math.max(0, next - settings.clock.now()), longest_timer));
    timer.unref();
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
    arm,
    clear() {
      clearTimeout(timer);
      open.clear();
    },
  };
}
