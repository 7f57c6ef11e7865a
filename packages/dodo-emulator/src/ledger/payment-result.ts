import type { Payment } from "dodopayments/resources/payments";
import { DodoError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Charge } from "../money/charge.ts";
import { failureOf } from "../money/failures.ts";
import type { Account, LedgerRules } from "./account.ts";
import { isDeclined } from "./declined.ts";
import type { PaidWith } from "./paid-with.ts";
import { findPayment } from "./payment.ts";

/** The result of a payment, whose event is `payment.<result>`. */
export type PaymentResult = "succeeded" | "failed" | "processing" | "cancelled";

/**
 * Sets the status of a payment and the fields that depend on the status: amounts, card, invoice and
 * error. A payment without a charge, such as one that `putPayment()` added, keeps its amounts.
 */
export function applyResult(
  account: Account,
  payment: Payment,
  result: PaymentResult,
  paid: PaidWith = {},
): void {
  const { state, settings } = account;
  const charge = state.charges.get(payment.payment_id);
  // In deliveries published in January and March 2026, failed and processing payments have their
  // tax, settlement tax and invoice. In the samples of Dodo's reference, these fields are `null`.
  const complete = result === "succeeded" || settings.unfinished_payments === "complete";
  payment.status = result;
  const { error, card_last_four, payment_method_type } = paid;
  state.paid_with.set(payment.payment_id, { error, card_last_four, payment_method_type });
  if (charge !== undefined) applyAmounts(payment, charge, complete);
  if (complete) setInvoice(account, payment);
  applyMethod(payment, result, settings.card_fields, paid);
  const failure = result === "failed" ? (paid.error ?? failureOf("PROCESSING_ERROR")) : null;
  payment.error_code = failure?.code ?? null;
  payment.error_message = failure?.message ?? null;
}

/**
 * Ends a payment that is processing. Throws `NOT_FOUND` if there is no such payment, and
 * `PAYMENT_ALREADY_FINISHED` if the payment has succeeded, failed, been declined or been cancelled.
 */
export function finishPayment(
  account: Account,
  payment_id: string,
  result: PaymentResult,
): Payment {
  const payment = findPayment(account.state, payment_id);
  const { status } = payment;
  if (isDeclined(payment) || status === "succeeded" || status === "cancelled")
    throw new DodoError(
      409,
      "PAYMENT_ALREADY_FINISHED",
      `payment ${payment_id} is already ${status}`,
    );
  // `updated_at` is not set. It is null in all five published deliveries of succeeded payments.
  applyResult(account, payment, result, account.state.paid_with.get(payment_id));
  return payment;
}

function applyAmounts(payment: Payment, charge: Charge, complete: boolean): void {
  payment.total_amount = complete ? charge.total : charge.untaxed;
  payment.tax = complete ? charge.tax : null;
  payment.settlement_amount = complete ? charge.settlement_total : charge.settlement_untaxed;
  payment.settlement_tax = complete ? charge.settlement_tax : null;
}

function setInvoice({ settings, origin }: Account, payment: Payment): void {
  payment.invoice_id ??= newId("inv", settings.clock.now());
  payment.invoice_url = `${origin()}/invoices/payments/${payment.payment_id}`;
}

function applyMethod(
  payment: Payment,
  result: PaymentResult,
  fields: LedgerRules["card_fields"],
  paid: PaidWith,
): void {
  if (paid.payment_method_type === "ach")
    Object.assign(payment, { payment_method: "bank_debit", payment_method_type: "ach" });
  else if (
    payment.payment_method !== "bank_debit" &&
    (result === "succeeded" || result === "failed")
  )
    applyCard(payment, result === "succeeded", fields, paid);
}

/**
 * Sets the card of a payment. In deliveries published in 2026, network and type are in lower case
 * and there is no method type. In the samples of Dodo's reference, network and type are in upper
 * case, and succeeded payments have a method type.
 */
function applyCard(
  payment: Payment,
  succeeded: boolean,
  fields: LedgerRules["card_fields"],
  paid: PaidWith,
): void {
  const upper = fields === "upper";
  const type = paid.payment_method_type ?? "credit";
  payment.payment_method = "card";
  payment.payment_method_type = upper && succeeded ? type : null;
  payment.card_last_four = paid.card_last_four ?? (succeeded ? "4242" : "0119");
  payment.card_network = upper ? "VISA" : "visa";
  payment.card_type = upper ? type.toUpperCase() : type;
  payment.card_holder_name = succeeded ? (payment.customer?.name ?? null) : null;
  payment.card_issuing_country = "US";
}
