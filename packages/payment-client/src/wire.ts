/** What goes over the wire, as the server declares it; a type test holds the two equal. Amounts are in minor units (cents). */

/** `paid` means that the balance has it; `crediting`, that the money is there and the balance not yet known to have it. */
export type PaymentStatus =
  | "pending"
  | "crediting"
  | "paid"
  | "failed"
  | "canceled"
  | "expired"
  | "held"
  | "dismissed";

/** A way to pay; `reason` says why it is not enabled. */
export interface PaymentMethod {
  id: string;
  type: "checkout";
  enabled: boolean;
  label: string;
  service: string;
  action: "checkout/create";
  requires_user: true;
  currency: string;
  reason?: string;
  test_mode?: true;
}

/** One attempt to take the money of one topup; ids that are not known yet are `""`, times are ISO 8601. */
export interface Payment {
  payment_id: string;
  provider: string;
  topup_id: string;
  user_id: string;
  provider_session_id: string;
  provider_payment_id: string;
  provider_order_id: string;
  credits: number;
  amount_minor: number;
  currency: string;
  status: PaymentStatus;
  hold_reason: string | null;
  provider_status: string | null;
  on_its_way: boolean;
  net_minor: number | null;
  refunded_minor: number;
  /** A buyer has disputed the payment at some time. */
  disputed: boolean;
  /** The provider's invoice, an https address; `null` until it is known. */
  invoice_url: string | null;
  environment: "test_mode" | "live_mode";
  checkout_url: string;
  metadata_json: string;
  created_at: string;
  updated_at: string;
}

/** A page of payments, newest first. */
export interface PaymentPage {
  items: Payment[];
  next_cursor: string | null;
  retry_after_ms: number | null;
}

/** One webhook delivery, for administrators. */
export interface PaymentEvent {
  event_id: string;
  provider: string;
  type: string;
  payload_json: string;
  sync_status: string;
  sync_error: string | null;
  payment_id: string | null;
  attempts: number;
  created_at: string;
  updated_at: string;
}

/** Where a topup can be paid; `status_url` answers {@link TopupStatus} to whoever has it. */
export interface Checkout {
  payment_id: string;
  provider: string;
  topup_id: string;
  provider_session_id: string;
  provider_payment_id: string;
  provider_order_id: string;
  checkout_url: string;
  status: PaymentStatus;
  status_url: string;
}

/** What whoever has a payment's reference may know of it. */
export interface TopupStatus {
  payment_id: string;
  topup_id: string;
  status: PaymentStatus;
  on_its_way: boolean;
  credits: number;
  amount_minor: number;
  currency: string;
  return_to: string | null;
  retry_after_ms: number | null;
}

/** What a run of reconciliation did. */
export interface ReconcileResult {
  checked: number;
  credited: number;
  held: number;
  failed: number;
}
