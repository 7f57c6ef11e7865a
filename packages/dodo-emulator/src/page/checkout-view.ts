import type { ApiContext } from "../api/call.ts";
import type { CheckoutOrder } from "../api/checkout-order.ts";
import type { Quote } from "../quote.ts";
import type { Session } from "../state.ts";
import type { Fields, Problem } from "./pay-form.ts";

/** Everything the checkout page shows. */
export interface CheckoutView {
  context: ApiContext;
  session: Session;
  order: CheckoutOrder;
  quote: Quote;
  problem: Problem | null;
  /** What was typed, where a form comes back. */
  fields: Fields;
  /** Whether the last card was declined, so that the buyer may also give up. */
  declined: boolean;
}
