import type { EmulatorContext } from "../context.ts";
import type { PayableSession } from "../ledger/payable-session.ts";
import type { Quote } from "../money/quote.ts";
import type { Fields, Problem } from "./pay-form.ts";

/** Everything that the checkout page shows. */
export interface CheckoutView extends PayableSession {
  context: EmulatorContext;
  quote: Quote;
  problem: Problem | null;
  /** What the buyer typed, if a form is shown again. */
  fields: Fields;
  /** Whether the last card was declined, so that the buyer may also stop trying. */
  declined: boolean;
}
