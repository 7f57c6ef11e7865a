import type { Context } from "hono";
import type { EmulatorContext } from "../context.ts";
import { DodoError, refused } from "../errors.ts";
import { pricingOf } from "../ledger/account.ts";
import type { PayableSession } from "../ledger/payable-session.ts";
import type { Session } from "../ledger/session.ts";
import { parse } from "../money/amount-text.ts";
import { orderCurrency, orderPrice } from "../money/line-price.ts";
import { checkTotal } from "../money/quote.ts";
import { type Fields, type Problem, readFields } from "./pay-form.ts";
import { payableOf, quoteSession, showCheckout } from "./session-view.ts";

/** Answers the code form: applies a discount code, or removes those that the buyer applied. */
export async function changeCodes(c: Context, context: EmulatorContext): Promise<Response> {
  const payable = payableOf(c, context);
  const fields = (await readFields(c.req.raw)) ?? {};
  if (!payable.order.allow_discount_code)
    throw refused("INVALID_REQUEST_PARAMETERS", "the session does not allow discount codes");
  const code = (fields["code"] ?? "").trim().toUpperCase();
  return await change(c, context, payable, { field: "code", fields }, (session) => {
    if (fields["do"] === "clear") session.codes = [];
    else if (!session.codes.includes(code)) session.codes = [...session.codes, code];
  });
}

/**
 * Answers the amount form: stores the amount that the buyer chose. The checkout page has this form
 * if the buyer chooses the amount of a line.
 */
export async function changeAmount(c: Context, context: EmulatorContext): Promise<Response> {
  const payable = payableOf(c, context);
  const fields = (await readFields(c.req.raw)) ?? {};
  const currency = orderCurrency(payable.order, context.state.products);
  return await change(c, context, payable, { field: "amount", fields }, (session) => {
    const amount = parse(fields["amount"] ?? "", currency);
    if (amount === null)
      throw refused(
        "PAY_AS_YOU_WANT_AMOUNT_REQUIRED",
        `Give an amount such as 12.50, in ${currency}.`,
      );
    session.amount = amount;
    // This call only validates: it throws if the amount is below the minimum.
    orderPrice(payable.order, pricingOf(context), amount);
  });
}

/**
 * Applies `edit` to the session and redirects to the checkout page. If the change or the new price
 * is refused, undoes the change. After a 422, the checkout page shows the reason next to the field;
 * any other error is thrown.
 */
async function change(
  c: Context,
  context: EmulatorContext,
  payable: PayableSession,
  { field, fields }: { field: NonNullable<Problem["field"]>; fields: Fields },
  edit: (session: Session) => void,
): Promise<Response> {
  const { session } = payable;
  const before = { codes: session.codes, amount: session.amount };
  try {
    edit(session);
    checkTotal(quoteSession(payable, context));
  } catch (error) {
    Object.assign(session, before);
    if (!(error instanceof DodoError) || error.status !== 422) throw error;
    return await showCheckout(c, context, payable, { field, message: error.message }, fields);
  }
  return c.redirect(`/session/${session.session_id}`, 303);
}
