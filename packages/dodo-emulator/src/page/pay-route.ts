import type { Context } from "hono";
import type { EmulatorContext } from "../context.ts";
import { DodoError } from "../errors.ts";
import { giveUp, isDeclined } from "../ledger/declined.ts";
import { findPayment } from "../ledger/payment.ts";
import type { Session } from "../ledger/session.ts";
import { readFields, readPayForm } from "./pay-form.ts";
import { paymentPath, problemPath } from "./payment-page.ts";
import { payAs, payResult } from "./paying.ts";
import { returnLink } from "./return-link.ts";
import { payableOf, quoteSession, showCheckout } from "./session-view.ts";

/**
 * Answers the payment form. If the form has a problem, answers with the checkout page. After a
 * decline, redirects to the checkout page. After a bank debit that never ends, redirects to the
 * payment's page. Otherwise redirects to the merchant, or to the payment's page if the order has no
 * `return_url`. A test may post only the field `result`. For such a post, a decline redirects like
 * a success.
 */
export async function pay(c: Context, context: EmulatorContext): Promise<Response> {
  const payable = payableOf(c, context);
  const { session } = payable;
  const fields = await readFields(c.req.raw);
  if (fields === null) throw new DodoError(400, "INVALID_REQUEST_BODY", "the body is not a form");
  if (fields["result"] !== undefined || fields["method"] === undefined) {
    const { payment_id } = payResult(context, session.session_id, fields["result"]);
    return leave(c, context, session, payment_id);
  }
  const { currency } = quoteSession(payable, context);
  const form = readPayForm(fields, payable, currency, context.settings.clock.now());
  if ("problem" in form) return await showCheckout(c, context, payable, form.problem, fields);
  const { payment, stays } = payAs(context, payable, form);
  if (isDeclined(payment)) return c.redirect(problemPath(session), 303);
  return stays
    ? c.redirect(paymentPath(session, payment.payment_id), 303)
    : leave(c, context, session, payment.payment_id);
}

/**
 * Answers "Stop trying and return": sets a payment that waits for another card to `failed`, and
 * redirects as `leave` does.
 */
export function stopTrying(c: Context, context: EmulatorContext): Response {
  const { session } = payableOf(c, context);
  if (session.payment_id === null)
    throw new DodoError(409, "NOTHING_TRIED", "nothing was tried yet in this checkout");
  giveUp(findPayment(context.state, session.payment_id));
  return leave(c, context, session, session.payment_id);
}

/** Redirects to the merchant, or to the page of the payment if there is no `return_url`. */
function leave(
  c: Context,
  { state }: EmulatorContext,
  session: Session,
  payment_id: string,
): Response {
  const return_url = session.order?.return_url ?? null;
  const target =
    return_url === null
      ? paymentPath(session, payment_id)
      : returnLink(return_url, findPayment(state, payment_id));
  return c.redirect(target, 303);
}
