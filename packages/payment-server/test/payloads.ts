/** Bodies of deliveries as Dodo documents them, copied exactly; B has the figures of a captured payment. */

/** A delivery's body. */
export interface Payload {
  business_id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

/** A: a topup of 5000 cents by a buyer in the US, tax on top: 5413 − 413. */
export const PAID_IN_USD: Payload = {
  "business_id": "bus_P3SXLcppjXgagmHS",
  "type": "payment.succeeded",
  "timestamp": "2026-11-23T08:15:42.118274Z",
  "data": {
    "payload_type": "Payment",
    "payment_id": "pay_7hQ2mZr4TnVxB1cKdLw8E",
    "business_id": "bus_P3SXLcppjXgagmHS",
    "brand_id": "bus_P3SXLcppjXgagmHS",
    "status": "succeeded",
    "total_amount": 5413,
    "currency": "USD",
    "tax": 413,
    "settlement_amount": 5413,
    "settlement_currency": "USD",
    "settlement_tax": 413,
    "created_at": "2026-11-23T08:14:57.004112Z",
    "updated_at": null,
    "checkout_session_id": "cks_V4kQm2ZxTn7BcLw8Rj1Ys",
    "product_cart": [{ "product_id": "pdt_R8f81tqxNUkGmxrMdLpxo", "quantity": 1 }],
    "metadata": { "topup_id": "tu_01JDB3W6K5" },
    "customer": {
      "customer_id": "cus_8VbC6JDZzPEqfBPUdpj0K",
      "email": "ada@example.com",
      "name": "Ada Example",
      "phone_number": null,
      "metadata": {}
    },
    "billing": { "country": "US", "state": "NY", "city": "New York", "street": "1 Main St", "zipcode": "10001" },
    "payment_method": "card",
    "payment_method_type": "credit",
    "payment_method_id": null,
    "payment_provider": "dodo",
    "card_last_four": "4242",
    "card_network": "VISA",
    "card_type": "CREDIT",
    "card_holder_name": "Ada Example",
    "card_issuing_country": "US",
    "payment_link": "https://test.checkout.dodopayments.com/session/cks_V4kQm2ZxTn7BcLw8Rj1Ys",
    "invoice_id": "INV-000123",
    "invoice_url": "https://test.dodopayments.com/invoices/payments/pay_7hQ2mZr4TnVxB1cKdLw8E",
    "discount_id": null,
    "discounts": null,
    "refund_status": null,
    "refunds": [],
    "disputes": [],
    "error_code": null,
    "error_message": null,
    "subscription_id": null,
    "subscription_ids": [],
    "is_multi_subscription": false,
    "is_update_payment_method": false,
    "retry_attempt": 0,
    "digital_products_delivered": false,
    "custom_field_responses": null
  }
};

/** B: a topup of 2900 cents paid in rupees: 3422 − 522 is what was settled in USD. */
export const PAID_IN_INR: Payload = {
  "business_id": "bus_P3SXLcppjXgagmHS",
  "type": "payment.succeeded",
  "timestamp": "2026-11-23T09:02:11.530918Z",
  "data": {
    "payload_type": "Payment",
    "payment_id": "pay_0NX9iJm2kQ7vRtA5bWc3D",
    "business_id": "bus_P3SXLcppjXgagmHS",
    "brand_id": "bus_P3SXLcppjXgagmHS",
    "status": "succeeded",
    "total_amount": 321356,
    "currency": "INR",
    "tax": 49020,
    "settlement_amount": 3422,
    "settlement_currency": "USD",
    "settlement_tax": 522,
    "created_at": "2026-11-23T09:01:20.771004Z",
    "updated_at": null,
    "checkout_session_id": "cks_9LpWc2Vx7RmTnKq4Zs1Bd",
    "product_cart": [{ "product_id": "pdt_R8f81tqxNUkGmxrMdLpxo", "quantity": 1 }],
    "metadata": { "topup_id": "tu_01JDB6Q2ZC" },
    "customer": {
      "customer_id": "cus_3KfT9sYw1QmRnVb7Xc5Ze",
      "email": "ravi@example.com",
      "name": "Ravi Example",
      "phone_number": "+919876543210",
      "metadata": {}
    },
    "billing": { "country": "IN", "state": "Karnataka", "city": "Bengaluru", "street": "MG Road", "zipcode": "560001" },
    "payment_method": "card",
    "payment_method_type": "debit",
    "payment_method_id": null,
    "payment_provider": "dodo",
    "card_last_four": "1450",
    "card_network": "VISA",
    "card_type": "DEBIT",
    "card_holder_name": null,
    "card_issuing_country": "IN",
    "payment_link": "https://test.checkout.dodopayments.com/session/cks_9LpWc2Vx7RmTnKq4Zs1Bd",
    "invoice_id": null,
    "invoice_url": null,
    "discount_id": null,
    "discounts": null,
    "refund_status": null,
    "refunds": [],
    "disputes": [],
    "error_code": null,
    "error_message": null,
    "subscription_id": null,
    "subscription_ids": [],
    "is_multi_subscription": false,
    "is_update_payment_method": false,
    "retry_attempt": 0,
    "digital_products_delivered": false,
    "custom_field_responses": null
  }
};

/** C: a declined card; the nulls are Dodo's, and the same session may still succeed. */
export const DECLINED: Payload = {
  "business_id": "bus_P3SXLcppjXgagmHS",
  "type": "payment.failed",
  "timestamp": "2026-11-23T10:11:04.602331Z",
  "data": {
    "payload_type": "Payment",
    "payment_id": "pay_2IjeQm4hqU6RA4Z4kwDee",
    "business_id": "bus_P3SXLcppjXgagmHS",
    "brand_id": "bus_P3SXLcppjXgagmHS",
    "status": "failed",
    "total_amount": 5000,
    "currency": "USD",
    "tax": null,
    "settlement_amount": 5000,
    "settlement_currency": "USD",
    "settlement_tax": null,
    "created_at": "2026-11-23T10:10:31.000417Z",
    "updated_at": null,
    "checkout_session_id": "cks_T1nQ7RmVx2ZkLw9BcYs4J",
    "product_cart": [{ "product_id": "pdt_R8f81tqxNUkGmxrMdLpxo", "quantity": 1 }],
    "metadata": { "topup_id": "tu_01JDBA1F0H" },
    "customer": {
      "customer_id": "cus_8VbC6JDZzPEqfBPUdpj0K",
      "email": "ada@example.com",
      "name": "Ada Example"
    },
    "billing": { "country": "US", "state": null, "city": null, "street": null, "zipcode": "10001" },
    "payment_method": "card",
    "payment_method_type": null,
    "payment_method_id": null,
    "payment_provider": "dodo",
    "card_last_four": "0119",
    "card_network": "VISA",
    "card_type": "CREDIT",
    "card_holder_name": null,
    "card_issuing_country": "US",
    "payment_link": null,
    "invoice_id": null,
    "invoice_url": null,
    "discount_id": null,
    "discounts": null,
    "refund_status": null,
    "refunds": [],
    "disputes": [],
    "error_code": "PROCESSING_ERROR",
    "error_message": "An error occurred while processing the card. Try again in a little while.",
    "subscription_id": null,
    "subscription_ids": [],
    "is_multi_subscription": false,
    "is_update_payment_method": false,
    "retry_attempt": 0,
    "digital_products_delivered": false,
    "custom_field_responses": null
  }
};

/** D: a fifth of payment A given back; `metadata` is the refund's own. */
export const REFUNDED_IN_PART: Payload = {
  "business_id": "bus_P3SXLcppjXgagmHS",
  "type": "refund.succeeded",
  "timestamp": "2026-11-25T12:00:09.411870Z",
  "data": {
    "payload_type": "Refund",
    "refund_id": "ref_5TnVxB1cKdLw8E7hQ2mZr",
    "payment_id": "pay_7hQ2mZr4TnVxB1cKdLw8E",
    "business_id": "bus_P3SXLcppjXgagmHS",
    "brand_id": "bus_P3SXLcppjXgagmHS",
    "status": "succeeded",
    "is_partial": true,
    "amount": 1083,
    "currency": "USD",
    "reason": "Unused credit",
    "created_at": "2026-11-25T11:59:41.090112Z",
    "metadata": {},
    "customer": {
      "customer_id": "cus_8VbC6JDZzPEqfBPUdpj0K",
      "email": "ada@example.com",
      "name": "Ada Example",
      "phone_number": null
    }
  }
};

/** E: payment A lost through rapid dispute resolution; no refund event follows, and `amount` is a string. */
export const LOST_TO_A_DISPUTE: Payload = {
  "business_id": "bus_P3SXLcppjXgagmHS",
  "type": "dispute.lost",
  "timestamp": "2026-12-02T07:20:33.217645Z",
  "data": {
    "payload_type": "Dispute",
    "dispute_id": "dsp_1cKdLw8E7hQ2mZr5TnVxB",
    "payment_id": "pay_7hQ2mZr4TnVxB1cKdLw8E",
    "business_id": "bus_P3SXLcppjXgagmHS",
    "amount": "5413",
    "currency": "USD",
    "dispute_stage": "pre_dispute",
    "dispute_status": "dispute_lost",
    "is_resolved_by_rdr": true,
    "remarks": null,
    "created_at": "2026-12-02T07:20:31.882001Z"
  }
};
