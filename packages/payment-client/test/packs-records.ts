import type { Payment } from "../src/wire.ts";

/** Returns a payment of the small pack as the server lists it. */
export function payment(more: Partial<Payment> = {}): Payment {
  return {
    payment_id: "pmt_1",
    provider: "dodo",
    topup_id: "tu_1",
    user_id: "ada",
    provider_session_id: "cks_1",
    provider_payment_id: "pay_1",
    provider_order_id: "",
    credits: 500,
    amount_minor: 500,
    currency: "USD",
    status: "paid",
    hold_reason: null,
    provider_status: null,
    on_its_way: false,
    net_minor: 500,
    refunded_minor: 0,
    disputed: false,
    invoice_url: null,
    environment: "test_mode",
    checkout_url: "https://test.checkout.dodopayments.com/session/cks_1",
    metadata_json: "{}",
    created_at: "2026-11-28T12:00:00.000Z",
    updated_at: "2026-11-28T12:00:00.000Z",
    ...more,
  };
}
