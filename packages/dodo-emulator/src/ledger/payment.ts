import type { CustomerLimitedDetails, Payment } from "dodopayments/resources/payments";
import { timestampOf } from "../clock.ts";
import { notFound } from "../errors.ts";
import type { Charge } from "../money/charge.ts";
import type { PaidCart } from "../money/line-items.ts";
import type { State } from "./state.ts";

/** The values that a new payment is built from; `now` is in milliseconds. */
export interface PaymentParts {
  payment_id: string;
  business_id: string;
  now: number;
  session_id: string;
  payment_link: string;
  customer: CustomerLimitedDetails;
  metadata: Payment["metadata"];
  product_cart: Payment["product_cart"];
  subscription_id: string | null;
  charge: Charge;
}

// The billing address of a payment whose order names no country.
const sample_billing: Payment["billing"] = {
  country: "US",
  state: "NY",
  city: "New York",
  street: "1 Main St",
  zipcode: "10001",
};

/** Builds a payment with the status `processing` and every field of Dodo's type. */
export function buildPayment(parts: PaymentParts): Payment {
  const { charge, business_id, subscription_id } = parts;
  return {
    ...unknownDetails(),
    payment_id: parts.payment_id,
    business_id,
    brand_id: business_id,
    status: "processing",
    total_amount: charge.untaxed,
    currency: charge.currency,
    settlement_amount: charge.settlement_untaxed,
    settlement_currency: charge.settlement_currency,
    created_at: timestampOf(parts.now),
    checkout_session_id: parts.session_id,
    product_cart: parts.product_cart ?? null,
    metadata: { ...parts.metadata },
    customer: parts.customer,
    billing: { ...sample_billing },
    payment_provider: "dodo",
    payment_link: parts.payment_link,
    subscription_id,
    subscription_ids: subscription_id === null ? [] : [subscription_id],
    is_multi_subscription: false,
    is_update_payment_method: false,
    retry_attempt: 0,
    digital_products_delivered: false,
  };
}

/** Replaces fields of a payment with any values; `undefined` removes a field. */
export function patchPayment(payment: Payment, patch: Record<string, unknown>): void {
  Object.assign(payment, patch);
  for (const [field, value] of Object.entries(patch))
    if (value === undefined) Reflect.deleteProperty(payment, field);
}

/** Returns the payment with the given id. Throws `NOT_FOUND` if there is none. */
export function findPayment(state: State, payment_id: string): Payment {
  const payment = state.payments.get(payment_id);
  if (payment === undefined) throw notFound(`payment ${payment_id}`);
  return payment;
}

/** Returns a payment with the stored prices and refunds that its line items are computed from. */
export function paidCart({ line_prices, refunded_items }: State, payment: Payment): PaidCart {
  return { payment, line_prices: line_prices.get(payment.payment_id) ?? null, refunded_items };
}

/** Returns the fields of a payment that are empty when it is built. */
function unknownDetails() {
  return {
    tax: null,
    settlement_tax: null,
    updated_at: null,
    payment_method: null,
    payment_method_type: null,
    payment_method_id: null,
    card_last_four: null,
    card_network: null,
    card_type: null,
    card_holder_name: null,
    card_issuing_country: null,
    invoice_id: null,
    invoice_url: null,
    discount_id: null,
    discounts: null,
    refund_status: null,
    refunds: [],
    disputes: [],
    error_code: null,
    error_message: null,
    custom_field_responses: null,
  };
}
