import type { Clock } from "../clock.ts";
import type { Pricing, PricingRules } from "../money/pricing.ts";
import type { State } from "./state.ts";

/** The options that decide what happens to payments, refunds and disputes. */
export interface LedgerRules extends PricingRules {
  clock: Clock;
  business_id: string;
  /** How long a bank debit is processing, in the clock's milliseconds. */
  bank_debit_ms: number;
  /** `auto`: a timer ends bank debits that are due. */
  delivery: "auto" | "manual";
  payments_per_session: "many" | "one";
  payment_id_after_decline: "new" | "same";
  dispute_events: "full" | "short";
}

/** The emulated account: its records and how they behave. */
export interface Account {
  state: State;
  settings: LedgerRules;
  /** Returns the origin of the emulator, for links in records. */
  origin: () => string;
}

/** Returns what the prices of an account depend on. */
export function pricingOf({ state, settings }: Pick<Account, "state" | "settings">): Pricing {
  return { products: state.products, discounts: state.discounts, rules: settings };
}
