import type { CustomerLimitedDetails, Payment } from "dodopayments/resources/payments";
import type { Charge } from "./charge.ts";
import { timestampOf } from "./clock.ts";

/** How a payment can come out of the checkout page. */
export type PaymentResult = "succeeded" | "failed" | "processing" | "cancelled";

/** Why a payment failed, in the words of Dodo's list of transaction failures. */
export interface Failure {
  code: string;
  message: string;
}

/** How a payment was made; what is not given is as in Dodo's samples. */
export interface PaidWith {
  error?: Failure;
  card_last_four?: string;
  payment_method_type?: "credit" | "debit" | "ach";
}

const sample_failure: Failure = {
  code: "PROCESSING_ERROR",
  message: "An error occurred while processing the card. Try again in a little while.",
};

/** What a new payment is made of. */
export interface PaymentParts {
  payment_id: string;
  business_id: string;
  now: number;
  session_id: string;
  checkout_url: string;
  customer: CustomerLimitedDetails;
  metadata: Payment["metadata"];
  product_cart: Payment["product_cart"];
  subscription_id: string | null;
  charge: Charge;
}

/** A payment that has just been started, with every field Dodo's type has. */
export function buildPayment(parts: PaymentParts): Payment {
  const { charge, business_id } = parts;
  return {
    payment_id: parts.payment_id,
    business_id,
    brand_id: business_id,
    status: "processing",
    total_amount: charge.untaxed,
    currency: charge.currency,
    tax: null,
    settlement_amount: charge.settlement_untaxed,
    settlement_currency: charge.settlement_currency,
    settlement_tax: null,
    created_at: timestampOf(parts.now),
    updated_at: null,
    checkout_session_id: parts.session_id,
    product_cart: parts.product_cart ?? null,
    metadata: { ...parts.metadata },
    customer: parts.customer,
    billing: {
      country: "US",
      state: "NY",
      city: "New York",
      street: "1 Main St",
      zipcode: "10001",
    },
    payment_method: null,
    payment_method_type: null,
    payment_method_id: null,
    payment_provider: "dodo",
    card_last_four: null,
    card_network: null,
    card_type: null,
    card_holder_name: null,
    card_issuing_country: null,
    payment_link: parts.checkout_url,
    invoice_id: null,
    invoice_url: null,
    discount_id: null,
    discounts: null,
    refund_status: null,
    refunds: [],
    disputes: [],
    error_code: null,
    error_message: null,
    subscription_id: parts.subscription_id,
    subscription_ids: parts.subscription_id === null ? [] : [parts.subscription_id],
    is_multi_subscription: false,
    is_update_payment_method: false,
    retry_attempt: 0,
    digital_products_delivered: false,
    custom_field_responses: null,
  };
}

/** Changes a payment to a result: amounts with tax on success, card and error as in Dodo's samples. */
export function applyResult(
  payment: Payment,
  result: PaymentResult,
  charge: Charge | undefined,
  origin: string,
  paid: PaidWith = {},
): void {
  payment.status = result;
  const succeeded = result === "succeeded";
  if (charge !== undefined) {
    payment.total_amount = succeeded ? charge.total : charge.untaxed;
    payment.tax = succeeded ? charge.tax : null;
    payment.settlement_amount = succeeded ? charge.settlement_total : charge.settlement_untaxed;
    payment.settlement_tax = succeeded ? charge.settlement_tax : null;
  }
  if (succeeded) {
    payment.invoice_id = `INV-${payment.payment_id.slice(-6)}`;
    payment.invoice_url = `${origin}/invoices/payments/${payment.payment_id}`;
  }
  if (paid.payment_method_type === "ach")
    Object.assign(payment, { payment_method: "bank_debit", payment_method_type: "ach" });
  else if ((succeeded || result === "failed") && payment.payment_method !== "bank_debit")
    applyCard(payment, succeeded, paid);
  const failure = result === "failed" ? (paid.error ?? sample_failure) : null;
  payment.error_code = failure?.code ?? null;
  payment.error_message = failure?.message ?? null;
}

/** Lays any fields over a payment; `undefined` removes a field. */
export function patchPayment(payment: Payment, patch: Record<string, unknown>): void {
  Object.assign(payment, patch);
  for (const [field, value] of Object.entries(patch))
    if (value === undefined) Reflect.deleteProperty(payment, field);
}

function applyCard(payment: Payment, succeeded: boolean, paid: PaidWith): void {
  payment.payment_method = "card";
  payment.payment_method_type = succeeded ? (paid.payment_method_type ?? "credit") : null;
  payment.card_last_four = paid.card_last_four ?? (succeeded ? "4242" : "0119");
  payment.card_network = "VISA";
  payment.card_type = "CREDIT";
  payment.card_holder_name = succeeded ? (payment.customer?.name ?? null) : null;
  payment.card_issuing_country = "US";
}
