import type { Context } from "hono";
import type { EmulatorContext } from "../context.ts";
import { pricingOf } from "../ledger/account.ts";
import { type PayableSession, payableSession } from "../ledger/payable-session.ts";
import { type Quote, quoteOrder } from "../money/quote.ts";
import { isDeclined } from "../ledger/declined.ts";
import { buyerMessage } from "../money/failures.ts";
import { checkoutPage } from "./checkout.ts";
import type { Fields, Problem } from "./pay-form.ts";

/**
 * Returns the session in a request's path. Throws if a buyer cannot pay it; see `payableSession`.
 */
export function payableOf(c: Context, context: EmulatorContext): PayableSession {
  return payableSession(context, c.req.param("id") ?? "");
}

/** Returns what a session costs, with the codes and the amount that the buyer chose on the page. */
export function quoteSession({ session, order }: PayableSession, context: EmulatorContext): Quote {
  const codes = [...order.discount_codes, ...session.codes];
  return quoteOrder(
    order,
    { codes, amount: session.amount ?? undefined },
    pricingOf(context),
    context.settings.clock.now(),
  );
}

/**
 * Answers with the checkout page. If the form has a problem, the status is 422 and the page shows
 * the typed values again, except a card number. Otherwise, if the last payment was declined, the
 * page shows why.
 */
export function showCheckout(
  c: Context,
  context: EmulatorContext,
  payable: PayableSession,
  problem: Problem | null = null,
  fields: Fields = {},
): Response | Promise<Response> {
  const last = context.state.payments.get(payable.session.payment_id ?? "");
  const declined = isDeclined(last);
  const decline = declined
    ? { message: buyerMessage(last?.error_code, last?.error_message) }
    : null;
  const quote = quoteSession(payable, context);
  const view = { context, ...payable, quote, problem: problem ?? decline, fields, declined };
  return c.html(checkoutPage(view), problem === null ? 200 : 422);
}
