import type { EmulatorContext } from "../context.ts";
import type { PayableSession } from "../ledger/payable-session.ts";
import type { Quote } from "../money/quote.ts";
import type { Fields, Problem } from "./pay-form.ts";

/** Everything that the checkout page shows. */
export interface CheckoutView extends PayableSession {
  context: EmulatorContext;
  quote: Quote;
  problem: Problem | null;
  /** The values of a form that had a problem. They are shown again, except a card number. */
  fields: Fields;
  /**
   * Whether the last payment was declined. If it was, and the order has a `return_url`, the page
   * also offers to stop trying.
   */
  declined: boolean;
}
