import type { EmulatorContext } from "../context.ts";
import { DodoError } from "../errors.ts";
import type { PayOutcome } from "../ledger/pay.ts";
import type { PayableSession } from "../ledger/payable-session.ts";
import type { Payment } from "../ledger/records.ts";
import type { PayForm } from "./pay-form.ts";
import { cardType } from "../money/test-methods.ts";

/**
 * Pays with the method of a form. `stays` is true if the buyer waits on the page of the payment
 * instead of being redirected to the merchant.
 */
export function payAs(
  { actions }: EmulatorContext,
  { session, order }: PayableSession,
  form: Exclude<PayForm, { problem: unknown }>,
): { payment: Payment; stays: boolean } {
  const { number, outcome } = form.method;
  const { session_id } = session;
  const buyer: PayOutcome = form.customer === null ? {} : { customer: form.customer };
  // As in Dodo, the buyer is redirected as soon as a bank debit is authorized. Only a debit that
  // never ends keeps the buyer on the page, so that the waiting page can be tried out.
  if ("debit" in outcome)
    return {
      payment: actions.payByDebit(session_id, buyer, outcome.debit),
      stays: outcome.debit === "never",
    };
  const payment = actions.pay(session_id, {
    ...buyer,
    ...outcome,
    card_last_four: number.slice(-4),
    payment_method_type: cardType(order),
  });
  return { payment, stays: false };
}

/**
 * Pays with the `result` that a test posts. Throws a `DodoError` unless the result is `succeeded`,
 * `failed` or `processing`.
 */
export function payResult(
  { actions }: EmulatorContext,
  session_id: string,
  result: string | undefined,
): Payment {
  if (result !== "succeeded" && result !== "failed" && result !== "processing") {
    throw new DodoError(
      400,
      "INVALID_REQUEST_PARAMETERS",
      "result must be succeeded, failed or processing",
    );
  }
  return actions.pay(session_id, { result });
}
