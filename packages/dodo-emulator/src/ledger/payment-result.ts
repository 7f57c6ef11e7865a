import type { Payment } from "dodopayments/resources/payments";
import { timestampOf } from "../clock.ts";
import { DodoError } from "../errors.ts";
import type { Charge } from "../money/charge.ts";
import type { Failure } from "../money/test-methods.ts";
import type { Account } from "./account.ts";
import { findPayment } from "./payment.ts";

/** The status that a payment on the checkout page can get. */
export type PaymentResult = "succeeded" | "failed" | "processing" | "cancelled";

/** The method of a payment, and its error if it failed. Defaults are those of Dodo's samples. */
export interface PaidWith {
  error?: Failure;
  card_last_four?: string;
  payment_method_type?: "credit" | "debit" | "ach";
}

// The error of the failed payment that Dodo's API reference shows.
const sample_failure: Failure = {
  code: "PROCESSING_ERROR",
  message: "An error occurred while processing the card. Try again in a little while.",
};

/**
 * Sets the status of a payment and the fields that depend on it. Success sets an invoice and
 * amounts with tax, failure sets the error, and both set the card. `charge` is `undefined` for a
 * payment that `putPayment()` added, and its amounts then stay as they are.
 */
export function applyResult(
  payment: Payment,
  result: PaymentResult,
  charge: Charge | undefined,
  origin: string,
  paid: PaidWith = {},
): void {
  payment.status = result;
  if (charge !== undefined) applyAmounts(payment, charge, result === "succeeded");
  if (result === "succeeded") {
    payment.invoice_id = `INV-${payment.payment_id.slice(-6)}`;
    payment.invoice_url = `${origin}/invoices/payments/${payment.payment_id}`;
  }
  applyMethod(payment, result, paid);
  const failure = result === "failed" ? (paid.error ?? sample_failure) : null;
  payment.error_code = failure?.code ?? null;
  payment.error_message = failure?.message ?? null;
}

/**
 * Ends a payment that is processing. Throws `PAYMENT_ALREADY_FINISHED` if it has succeeded, failed
 * or been cancelled, and `NOT_FOUND` if there is none.
 */
export function finishPayment(
  { state, settings, origin }: Account,
  payment_id: string,
  result: PaymentResult,
): Payment {
  const payment = findPayment(state, payment_id);
  const { status } = payment;
  if (status === "succeeded" || status === "failed" || status === "cancelled")
    throw new DodoError(
      409,
      "PAYMENT_ALREADY_FINISHED",
      `payment ${payment_id} is already ${status}`,
    );
  applyResult(payment, result, state.charges.get(payment_id), origin());
  payment.updated_at = timestampOf(settings.clock.now());
  return payment;
}

function applyAmounts(payment: Payment, charge: Charge, succeeded: boolean): void {
  payment.total_amount = succeeded ? charge.total : charge.untaxed;
  payment.tax = succeeded ? charge.tax : null;
  payment.settlement_amount = succeeded ? charge.settlement_total : charge.settlement_untaxed;
  payment.settlement_tax = succeeded ? charge.settlement_tax : null;
}

function applyMethod(payment: Payment, result: PaymentResult, paid: PaidWith): void {
  if (paid.payment_method_type === "ach")
    Object.assign(payment, { payment_method: "bank_debit", payment_method_type: "ach" });
  else if (
    payment.payment_method !== "bank_debit" &&
    (result === "succeeded" || result === "failed")
  )
    applyCard(payment, result === "succeeded", paid);
}

function applyCard(payment: Payment, succeeded: boolean, paid: PaidWith): void {
  payment.payment_method = "card";
  // In Dodo's sample of a failed payment, the method type and the card holder are null.
  payment.payment_method_type = succeeded ? (paid.payment_method_type ?? "credit") : null;
  payment.card_last_four = paid.card_last_four ?? (succeeded ? "4242" : "0119");
  payment.card_network = "VISA";
  payment.card_type = "CREDIT";
  payment.card_holder_name = succeeded ? (payment.customer?.name ?? null) : null;
  payment.card_issuing_country = "US";
}
