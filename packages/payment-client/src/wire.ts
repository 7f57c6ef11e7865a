/**
 * The JSON that the server sends. A type test compares these types with the server's. Amounts are
 * in minor units, such as cents.
 */

/**
 * The status of a payment. `crediting` means that the buyer has paid, but the money has possibly
 * not been added to the balance yet. `paid` means that the money has been added.
 */
export type PaymentStatus =
  | "pending"
  | "crediting"
  | "paid"
  | "failed"
  | "canceled"
  | "expired"
  | "held"
  | "dismissed";

/** A payment method. `reason` says why it is not enabled. */
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

/**
 * One attempt to pay a topup. An id or a `checkout_url` that is not known yet is `""`. Times are
 * ISO 8601.
 */
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
  /** Whether the payment counts as disputed. This stays `true` even if the dispute is won. */
  disputed: boolean;
  /** The address of the provider's invoice, or `null` until it is known. */
  invoice_url: string | null;
  environment: "test_mode" | "live_mode";
  checkout_url: string;
  metadata_json: string;
  created_at: string;
  updated_at: string;
}

/** A payment in the list that administrators read. */
export interface AdminPayment extends Payment {
  /**
   * Whether an administrator's decision to credit the payment stands. Older servers do not send
   * this field.
   */
  released?: boolean;
}

/** A page of payments, newest first. */
export interface PaymentPage<Item extends Payment = Payment> {
  items: Item[];
  /** The `cursor` of the next page, or `null` on the last page. */
  next_cursor: string | null;
  retry_after_ms: number | null;
}

/**
 * A stored event: a webhook, or a record about unmatched money for which no webhook came.
 * `payload_json` never contains personal data of a buyer. Only administrators can read events.
 */
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

/**
 * An open checkout. The buyer pays at `checkout_url`. Anyone who knows the `status_url` can read
 * the {@link TopupStatus} there.
 */
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

/** The fields of a payment that anyone who knows its `status_url` can read. */
export interface TopupStatus {
  payment_id: string;
  topup_id: string;
  status: PaymentStatus;
  /**
   * The stage that the buyer is told. The status `pending` is divided into three stages. `unpaid`:
   * the provider was just queried and knows of no money. `bank`: a bank is processing the payment,
   * which may take days. `confirming`: any other pending payment. For any other status, the stage
   * is the status.
   */
  stage: "unpaid" | "confirming" | "bank" | Exclude<PaymentStatus, "pending">;
  /** Whether the payment is pending and a bank is processing it. */
  on_its_way: boolean;
  credits: number;
  amount_minor: number;
  currency: string;
  return_to: string | null;
  /**
   * The address of the provider's invoice; `null` until the payment is paid and the address is
   * known.
   */
  invoice_url: string | null;
  /** How many milliseconds to wait before the next poll, or `null` if no further poll is needed. */
  retry_after_ms: number | null;
}

/**
 * The result of one run of reconciliation. Each field is a number of payments. `failed` also counts
 * pages of the provider's list that could not be read. If the server has stopped the run, `failed`
 * is at least 1, because more payments may be due.
 */
export interface ReconcileResult {
  checked: number;
  credited: number;
  held: number;
  failed: number;
}
