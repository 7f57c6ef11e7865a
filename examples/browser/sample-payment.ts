// A sample payment and its delivery, as the service and the local Dodo would have written them.
import type { Payment, PaymentEvent } from "@x/payment-server";

/** Returns a payment as it was when it was created. `at` is in Unix milliseconds. */
export function paymentOf(
  payment_id: string,
  topup_id: string,
  user_id: string,
  price: number,
  at: number,
): Payment {
  return {
    payment_id,
    provider: "dodo",
    environment: "test_mode",
    business_id: null,
    topup_id,
    user_id,
    credits: price === 2_000 ? 2_200 : price,
    amount_minor: price,
    currency: "USD",
    product_id: "pdt_topup",
    tax_inclusive: false,
    attempt: 1,
    provider_session_id: payment_id.replace("pmt", "cks"),
    provider_payment_id: null,
    provider_order_id: null,
    checkout_url: null,
    ref: `ref_${payment_id}`,
    return_to: null,
    expires_at: null,
    status: "pending",
    hold_reason: null,
    released: false,
    accepted_usd_cents: null,
    accepted_credits: null,
    accepted_user_id: null,
    provider_status: null,
    net_minor: null,
    refunded_minor: 0,
    disputed: false,
    dispute_status: null,
    invoice_url: null,
    unconfirmed_since: null,
    next_check_at: null,
    checked_at: null,
    answered_at: null,
    attempts: 0,
    version: 1,
    write_id: `${payment_id}_0`,
    created_at: at,
    updated_at: at,
  };
}

/** Returns the fields of a payment whose money has arrived. */
export function money({ payment_id }: Payment, net_minor: number): Partial<Payment> {
  return {
    net_minor,
    provider_status: "succeeded",
    provider_payment_id: payment_id.replace("pmt", "pay"),
    next_check_at: null,
  };
}

/** Returns the delivery about the success of a payment, with 19 % tax. */
export function eventOf(
  payment: Payment,
  at: number,
  sync_status: PaymentEvent["sync_status"],
  net_minor: number,
): PaymentEvent {
  const { payment_id, topup_id } = payment;
  const tax = Math.round(net_minor * 0.19);
  return {
    event_id: `dodo:msg_${payment_id}`,
    provider: "dodo",
    type: "payment.succeeded",
    payload_json: JSON.stringify({
      type: "payment.succeeded",
      data: {
        payment_id: payment_id.replace("pmt", "pay"),
        status: "succeeded",
        currency: "USD",
        total_amount: net_minor + tax,
        tax,
        product_cart: [{ product_id: "pdt_topup", quantity: 1 }],
        metadata: { payment_id, topup_id },
      },
    }),
    sync_status,
    sync_error: sync_status === "failed" ? "host_unavailable" : null,
    payment_id,
    attempts: sync_status === "failed" ? 14 : 1,
    created_at: at,
    updated_at: at,
  };
}
