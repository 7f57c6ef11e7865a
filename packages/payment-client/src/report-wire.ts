/** The JSON of the reports for administrators. A type test compares it with the server's. */
import type { Payment, PaymentStatus } from "./wire.ts";

/**
 * A finding is one result of `check`. An `error` means that something does not work, for example
 * that money is not taken or not credited. A `warning` may become an error if nobody acts. A `note`
 * needs no action.
 */
export interface Finding {
  level: "error" | "warning" | "note";
  code: string;
  message: string;
  /**
   * The address of the page that explains the code; `null` for the code of a provider from another
   * package.
   */
  docs: string | null;
}

/** The answer of `check`. `ok` is `false` if a finding has the level `error`. */
export interface Inspection {
  ok: boolean;
  findings: Finding[];
  /**
   * The numbers of payments and events by status, of held payments by reason, and of cases that may
   * need attention. For some of these cases, the time of the oldest case is given too. `warnings`
   * are about the durability of the storage. The summary is `null` if the storage could not be
   * read.
   */
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
    waiting_notices: number;
    oldest_waiting_notice_at: string | null;
    warnings: string[];
  } | null;
}

/**
 * One write to a payment. `changes` has the changed fields with their new values, except internal
 * fields.
 */
export interface AuditEntry {
  version: number;
  at: string;
  actor: string;
  /** The host's id of the administrator, if `actor` is `admin` and the id is known. */
  admin_id?: string | null;
  action: string;
  from_status: PaymentStatus | null;
  to_status: PaymentStatus;
  event_id: string | null;
  note: string | null;
  changes: Record<string, string | number | boolean | null>;
}

/** The fields of the host's topup on which a release depends. */
export interface HostTopup {
  status: string;
  usd_cents: number;
  credits: number;
  user_id: string;
}

/** A payment, its audit entries, oldest first, and its topup at the host. */
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
  /**
   * The money that was received but not booked. The amount is negative if money was booked but not
   * received, and `null` if an amount is not known. For the reason `topup`, this is the price of
   * the checkout less the present price of the topup. If a release has accepted another price, that
   * price is used in place of the price of the checkout.
   */
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

/**
 * The median of some durations, and the duration that 95 % of them do not exceed, in milliseconds.
 */
export interface Durations {
  p50: number;
  p95: number;
}

/** The figures of one day of UTC. Money is in US cents. */
export interface DaySummary {
  day: string;
  /**
   * The number of topups by outcome. A topup counts on the day of its first payment in the
   * requested range.
   */
  topups: Partial<Record<PaymentStatus, number>>;
  received_minor: number;
  returned_minor: number;
  /**
   * How long it took to credit the payments that were created on this day, measured from the first
   * attempt to credit each payment; `null` if none was credited.
   */
  credit_ms: Durations | null;
  /** How long the same payments took from their creation to the credit. */
  checkout_ms: Durations | null;
  /** The number of events that were first stored on this day, by their current status. */
  events: Record<string, number>;
}

/** The figures of each day of a range, oldest first. */
export interface PaymentSummary {
  from: string;
  to: string;
  by: "day";
  items: DaySummary[];
}
