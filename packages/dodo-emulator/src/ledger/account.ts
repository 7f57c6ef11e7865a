import type { Clock } from "../clock.ts";
import type { Pricing, PricingRules } from "../money/pricing.ts";
import type { State } from "./state.ts";

/** The options that payments, refunds and disputes depend on. */
export interface LedgerRules extends PricingRules {
  clock: Clock;
  business_id: string;
  /** How long a bank debit stays processing, in the clock's milliseconds. */
  bank_debit_ms: number;
  /**
   * Whether a timer ends due bank debits (`auto`) or not (`manual`). With either value, the next
   * request, `deliver()`, `deliverAll()` or change of the clock ends them too.
   */
  delivery: "auto" | "manual";
  payments_per_session: "many" | "one";
  payment_id_after_decline: "new" | "same";
  status_after_decline: "requires_payment_method" | "failed";
  /**
   * Whether a payment that has not succeeded has its tax and invoice (`complete`) or neither of
   * them (`sparse`). With `sparse`, the total does not contain added tax.
   */
  unfinished_payments: "complete" | "sparse";
  card_fields: "lower" | "upper";
  dispute_events: "full" | "short";
}

/** The emulated Dodo account: its records, and the options that decide how they change. */
export interface Account {
  state: State;
  settings: LedgerRules;
  /** Returns the origin of the emulator, for links in records. */
  origin: () => string;
}

/** Returns the products, discount codes and options that an account's prices are computed from. */
export function pricingOf({ state, settings }: Pick<Account, "state" | "settings">): Pricing {
  return { products: state.products, discounts: state.discounts, rules: settings };
}
