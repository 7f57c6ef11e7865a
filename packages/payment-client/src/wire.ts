/**
 * The JSON that the server sends. A type test checks that these types equal the server's. Amounts
 * are in minor units, such as cents.
 */

/**
 * The status of a payment. `crediting` means that the money has arrived and matches the topup, but
 * has possibly not been added to the balance yet. `paid` means that it has been added.
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

/** One attempt to pay a topup. An id that is not known yet is `""`. Times are ISO 8601. */
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
  /** Whether the buyer has ever disputed the payment. */
  disputed: boolean;
  /** The https address of the provider's invoice, or `null` until it is known. */
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
  /** The `cursor` of the next page, or `null` on the last page. */
  next_cursor: string | null;
  retry_after_ms: number | null;
}

/** One webhook event as it was received. Only administrators can read it. */
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
  /** Whether the buyer has paid and the provider is still processing the payment. */
  on_its_way: boolean;
  credits: number;
  amount_minor: number;
  currency: string;
  return_to: string | null;
  /** How many milliseconds to wait before the next poll, or `null` once the payment has ended. */
  retry_after_ms: number | null;
}

/** The result of one run of reconciliation. Each field is a number of payments. */
export interface ReconcileResult {
  checked: number;
  credited: number;
  held: number;
  failed: number;
}

/** What `check` has found. `error`: money is not taken or not credited until it is fixed. */
export interface Finding {
  level: "error" | "warning" | "note";
  code: string;
  message: string;
}

/** The answer of `check`. `ok` is `false` if a finding has the level `error`. */
export interface Inspection {
  ok: boolean;
  findings: Finding[];
  /** Counts and oldest times of what waits; `null` if the storage could not be read. */
  summary: {
    payments: Partial<Record<PaymentStatus, number>>;
    held: Record<string, number>;
    events: Record<string, number>;
    oldest_crediting_at: string | null;
    oldest_undecided_event_at: string | null;
    overdue_checks: number;
    oldest_overdue_check_at: string | null;
    unmatched_events: number;
    unconfirmed: number;
    oldest_unconfirmed_at: string | null;
    warnings: string[];
  } | null;
}

/** One write to a payment. `changes` has the changed fields with their new values. */
export interface AuditEntry {
  version: number;
  at: string;
  actor: string;
  action: string;
  from_status: PaymentStatus | null;
  to_status: PaymentStatus;
  event_id: string | null;
  note: string | null;
  changes: Record<string, string | number | boolean | null>;
}

/** The host's topup, as far as a release compares it. */
export interface HostTopup {
  status: string;
  usd_cents: number;
  credits: number;
  user_id: string;
}

/** A payment and everything that has happened to it, oldest first. */
export interface PaymentAudit {
  payment: Payment;
  items: AuditEntry[];
  /** The topup as it is now, or `null` if there is none or it cannot be read. */
  topup: HostTopup | null;
  /** The code of the error if the topup cannot be read, otherwise `null`. */
  topup_error: string | null;
}

/** One disagreement between the provider, the server's rows and the host's topup. */
export interface DriftItem {
  kind: string;
  reason: string;
  /** Money that was received and not booked; negative if it was booked and not received. */
  difference_minor: number | null;
  since: string | null;
  provider: string;
  environment: "test_mode" | "live_mode";
  payment_id: string;
  topup_id: string | null;
  provider_payment_id: string | null;
  status: PaymentStatus | null;
  hold_reason: string | null;
  amount_minor: number | null;
  net_minor: number | null;
  refunded_minor: number | null;
  disputed: boolean | null;
  credits: number | null;
  provider_status: string | null;
  provider_net_minor: number | null;
  provider_refunded_minor: number | null;
  provider_disputed: boolean | null;
  provider_total_minor: number | null;
  provider_currency: string | null;
  topup_status: string | null;
  topup_usd_cents: number | null;
  topup_credits: number | null;
}

/** A part of the drift report. */
export interface Drift {
  items: DriftItem[];
  checked: number;
  failed: number;
  /** Whether this is the last part, and every payment of it could be compared. */
  whole: boolean;
  next_cursor: string | null;
}

/** The median of some durations, and the one that 95 % of them do not exceed, in milliseconds. */
export interface Durations {
  p50: number;
  p95: number;
}

/** The figures of one day of UTC. Money is in US cents. */
export interface DaySummary {
  day: string;
  /** The topups whose first payment was created on this day, by outcome. */
  topups: Partial<Record<PaymentStatus, number>>;
  received_minor: number;
  returned_minor: number;
  /** From the confirmation of the money to the credit. */
  credit_ms: Durations | null;
  /** From the opening of the checkout to the credit. */
  checkout_ms: Durations | null;
  /** The deliveries by their present status. */
  events: Record<string, number>;
}

/** The figures of each day of a range, oldest first. */
export interface PaymentSummary {
  from: string;
  to: string;
  by: "day";
  items: DaySummary[];
}
