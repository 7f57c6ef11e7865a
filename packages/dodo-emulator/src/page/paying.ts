import type { ApiContext } from "../api/call.ts";
import { DodoError } from "../errors.ts";
import type { payableSession, PayOutcome } from "../pay.ts";
import type { Payment } from "../records.ts";
import type { PayForm } from "./pay-form.ts";
import { cardType } from "./test-methods.ts";

/** Pays with what the form says; `stays`: the buyer waits on the page instead of going back at once. */
export function payAs(
  { hands }: ApiContext,
  { session, order }: ReturnType<typeof payableSession>,
  form: Exclude<PayForm, { problem: unknown }>,
): { payment: Payment; stays: boolean } {
  const { number, outcome } = form.method;
  const { session_id } = session;
  const buyer: PayOutcome = form.customer === null ? {} : { customer: form.customer };
  // A bank debit that never ends keeps the buyer here; the others send the buyer back as soon as they are authorised.
  if ("debit" in outcome)
    return {
      payment: hands.payByDebit(session_id, buyer, outcome.debit),
      stays: outcome.debit === "never",
    };
  const payment = hands.pay(session_id, {
    ...buyer,
    ...outcome,
    card_last_four: number.slice(-4),
    payment_method_type: cardType(order),
  });
  return { payment, stays: false };
}

/** The form a test posts: `result` alone says how it ends. */
export function payResult(
  { hands }: ApiContext,
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
  return hands.pay(session_id, { result });
}
