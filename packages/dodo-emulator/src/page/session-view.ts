import type { Context } from "hono";
import type { EmulatorContext } from "../context.ts";
import { pricingOf } from "../ledger/account.ts";
import { type PayableSession, payableSession } from "../ledger/payable-session.ts";
import { type Quote, quoteOrder } from "../money/quote.ts";
import { checkoutPage } from "./checkout.ts";
import type { Fields, Problem } from "./pay-form.ts";

/** Returns the session of a request's path. Throws if a buyer cannot pay it; see `payableSession`. */
export function payableOf(c: Context, context: EmulatorContext): PayableSession {
  return payableSession(context, c.req.param("id") ?? "");
}

/** Returns what the buyer pays, with the codes and the amount chosen on the page. */
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
 * Answers with the checkout page. A problem of the form makes it a 422 and returns what was typed;
 * without one, the page shows why the last card was declined.
 */
export function showCheckout(
  c: Context,
  context: EmulatorContext,
  payable: PayableSession,
  problem: Problem | null = null,
  fields: Fields = {},
): Response | Promise<Response> {
  const last = context.state.payments.get(payable.session.payment_id ?? "");
  const declined = last?.status === "failed";
  const decline = declined ? { message: last.error_message ?? "The payment was declined." } : null;
  const quote = quoteSession(payable, context);
  const view = { context, ...payable, quote, problem: problem ?? decline, fields, declined };
  return c.html(checkoutPage(view), problem === null ? 200 : 422);
}
