// The records that the controls return. Payments, refunds and disputes have exactly the fields of
// the `dodopayments` SDK's types, as a test checks. The types are written out here, so that a user
// of the emulator's types does not need the SDK. Currencies and countries are plain strings here.

/** The status of a payment. */
export type IntentStatus =
  | "succeeded"
  | "failed"
  | "cancelled"
  | "processing"
  | "requires_customer_action"
  | "requires_merchant_action"
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_capture"
  | "partially_captured"
  | "partially_captured_and_capturable";

/** The stage of a dispute. */
export type DisputeStage = "pre_dispute" | "dispute" | "pre_arbitration";

/** The customer of a payment or refund. */
export interface Customer {
  customer_id: string;
  email: string;
  name: string;
  metadata?: Record<string, string | number | boolean>;
  phone_number?: string | null;
}

/** A dispute as it is listed in a payment's `disputes`. */
export interface Dispute {
  /** The amount in minor units. It is a string, unlike every other amount in Dodo's API. */
  amount: string;
  business_id: string;
  created_at: string;
  currency: string;
  dispute_id: string;
  dispute_stage: DisputeStage;
  dispute_status: string;
  payment_id: string;
  is_resolved_by_rdr?: boolean | null;
  remarks?: string | null;
}

/** A refund as it is listed in a payment's `refunds`. */
export interface RefundItem {
  business_id: string;
  created_at: string;
  is_partial: boolean;
  payment_id: string;
  refund_id: string;
  status: "succeeded" | "failed" | "pending" | "review";
  amount?: number | null;
  currency?: string | null;
  reason?: string | null;
}

/** A refund as Dodo's API returns it. The payment's metadata is not copied to it. */
export interface Refund extends RefundItem {
  brand_id: string;
  customer: Customer;
  metadata: Record<string, string | number | boolean>;
}

/**
 * A payment as Dodo's API returns it. `total_amount` and `tax` are in minor units of `currency`.
 * `settlement_amount` and `settlement_tax` are in minor units of `settlement_currency`. A payment
 * that has succeeded has no field for the amount without tax.
 */
export interface Payment {
  billing: {
    country: string;
    city?: string | null;
    state?: string | null;
    street?: string | null;
    zipcode?: string | null;
  };
  brand_id: string;
  business_id: string;
  created_at: string;
  currency: string;
  customer: Customer;
  digital_products_delivered: boolean;
  disputes: Dispute[];
  is_multi_subscription: boolean;
  is_update_payment_method: boolean;
  metadata: Record<string, string | number | boolean>;
  payment_id: string;
  payment_provider: "stripe" | "adyen" | "dodo";
  refunds: RefundItem[];
  retry_attempt: number;
  settlement_amount: number;
  settlement_currency: string;
  subscription_ids: string[];
  total_amount: number;
  card_holder_name?: string | null;
  card_issuing_country?: string | null;
  card_last_four?: string | null;
  card_network?: string | null;
  card_type?: string | null;
  checkout_session_id?: string | null;
  custom_field_responses?: { key: string; value: string }[] | null;
  discount_id?: string | null;
  discounts?: { amount: number; code: string; discount_id: string }[] | null;
  error_code?: string | null;
  error_message?: string | null;
  invoice_id?: string | null;
  invoice_url?: string | null;
  payment_link?: string | null;
  payment_method?: string | null;
  payment_method_id?: string | null;
  payment_method_type?: string | null;
  product_cart?: { product_id: string; quantity: number }[] | null;
  refund_status?: "partial" | "full" | null;
  settlement_tax?: number | null;
  status?: IntentStatus | null;
  subscription_id?: string | null;
  tax?: number | null;
  updated_at?: string | null;
}
