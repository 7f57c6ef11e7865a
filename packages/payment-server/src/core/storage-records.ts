/** The records of a storage, and the arguments and results of its methods. */
import type { AuditEntry } from "./audit.ts";
import type { HoldReason, Payment, PaymentStatus } from "./payment.ts";

/**
 * The status of a webhook event. If the status is `applied`, `ignored` or `held`, no delivery
 * changes it. An event with another status is decided by a redelivery or a replay.
 */
export type SyncStatus = "pending" | "processing" | "applied" | "ignored" | "held" | "failed";

/**
 * A stored event. It is a webhook event, or an event about unmatched money that `reconcile()` or
 * `closeEvent()` has stored without a delivery. Redeliveries of a webhook event have the same id.
 *
 * `payload_json` is the allow-listed part of the delivery's body, or has the same form. It has no
 * fields with a buyer's personal data. If the event is closed, `payload_json` also contains the
 * decision of the administrator.
 */
export interface PaymentEvent {
  /**
   * `<provider>:<webhook-id>`, or the id of `eventIdOfPayment()` if no delivery has sent the event.
   */
  event_id: string;
  provider: string;
  type: string;
  payload_json: string;
  sync_status: SyncStatus;
  /**
   * The code of the error, if the event is not decided. `unmatched` or `reversal_unclear`: the
   * reason why the event is held. `closed`: an administrator has closed the event or its provider
   * payment. Otherwise `null`.
   */
  sync_error: string | null;
  payment_id: string | null;
  /** How often the event was stored. */
  attempts: number;
  created_at: number;
  updated_at: number;
}

/**
 * When the host is called for a claim. `transactional`: in the transaction that ends the claim. So
 * the topup of an open claim was never credited, unless the host itself has ended that transaction.
 * `guarded`: before the claim ends. So the topup of an open claim may have been credited.
 */
export type ClaimMode = "guarded" | "transactional";

/** What is stored on a payment after a check. */
export interface NextCheck {
  /** The version of the payment that `next_check_at` was computed for. */
  version: number;
  next_check_at: number | null;
  /**
   * The time of the query, if everything that the provider answered was stored. Otherwise `null`,
   * and the payment keeps its previous `answered_at`.
   */
  answered_at: number | null;
}

/**
 * The credit row of a topup. It names the payment that was the last to claim the credit. `claimed`:
 * the outcome of the host's call is not known. `returned`: the host was or may have been called,
 * and the topup's status was not `paid` afterwards. The host is then called again only if an
 * administrator decides so. `done`: the topup was credited. `void`: the claim was given up, and any
 * payment may claim the credit.
 */
export interface Credit {
  topup_id: string;
  payment_id: string;
  state: "claimed" | "returned" | "done" | "void";
  /** The fencing token; it grows with every claim of this topup. */
  fence: number;
  /** The `write_id` of the write that created the claim. */
  holder: string;
  mode: ClaimMode;
  /**
   * Whether the lease has not expired yet by the storage's clock. While it is true, the host's call
   * may be in progress.
   */
  live: boolean;
}

/**
 * A write of a payment. It succeeds only if the stored version is still `next.version - 1`. The
 * fields `payment_id`, `provider`, `environment`, `topup_id`, `user_id`, `credits`, `amount_minor`,
 * `currency`, `attempt`, `ref`, `created_at`, `checked_at` and `answered_at` keep their stored
 * values, whatever `next` contains.
 *
 * The write also fails in two other cases. Another row of the same provider and environment has the
 * same provider payment id. Or another row of the same provider has the same session id, and both
 * rows have an `attempt`.
 */
export interface Change {
  next: Payment;
  /** Its `changes` name every field in which `next` differs from the stored payment. */
  audit: AuditEntry;
  /**
   * The event to store in the same transaction. An event that already has its final outcome is not
   * changed.
   */
  event: PaymentEvent | null;
  /**
   * Whether the host has to be notified of the write. If so, the notices of this version and of
   * later versions are due. If an earlier notice of the payment still waits, it stays due as well.
   */
  notify: boolean;
}

/** The subject of a notice: a payment, or an event about money that is recorded in no payment. */
export type NoticeSubject = "payment" | "event";

/** Selects rows with notices to send. `only` is the id of one row; `null` selects any. */
export interface NoticeRequest {
  only: string | null;
  limit: number;
  /** How long the rows are reserved for the process that sends their notices, in milliseconds. */
  lease_ms: number;
}

/** A row with notices to send, reserved for one process. */
export interface DueNotices {
  /** The id of the payment or the event. */
  id: string;
  /** The first version of the payment whose notice was not sent; 1 for an event. */
  from_version: number;
  /** How often the row was taken since a notice of it was last sent. */
  attempts: number;
  /** When the reservation ends, by the storage's clock. It identifies the reservation. */
  lease: number;
}

/** What is stored after notices were sent, or could not be sent. */
export interface NoticeProgress {
  /** The first version whose notice was not sent. */
  from_version: number;
  /**
   * The version up to which every notice was sent; `null` if a notice is left. If this is the
   * newest version (1 for an event), no notice waits any more.
   */
  sent_version: number | null;
  /**
   * How long the row is reserved for this process, or left alone after a failure, in milliseconds.
   */
  wait_ms: number;
  attempts: number;
}

/** The stored payment after a write was tried. `won` says whether the write succeeded. */
export interface Changed {
  won: boolean;
  payment: Payment;
}

/**
 * The stored payment and credit after a write that changes both. `won` says whether it succeeded.
 */
export interface Claimed extends Changed {
  credit: Credit | null;
}

/** The keys by which our rows are searched when a provider reports a payment. */
export interface PaymentKeys {
  provider: string;
  provider_payment_id: string | null;
  provider_session_id: string | null;
  payment_id: string | null;
}

/**
 * A position in a list ordered by `(created_at, id)`, newest first. The next page begins after it.
 */
export interface Position {
  created_at: number;
  id: string;
}

/** Filters a list of payments. A field that is left out matches every payment. */
export interface PaymentFilter {
  user_id?: string;
  topup_id?: string;
  status?: PaymentStatus;
}

/** Filters a list of events. A field that is left out matches every event. */
export interface EventFilter {
  type?: string;
  sync_status?: SyncStatus;
  payment_id?: string;
}

/**
 * A request for `limit` rows of a list. They follow the position `after`; `null` means the
 * beginning of the list.
 */
export interface PageRequest<Filter> {
  filter: Filter;
  after: Position | null;
  limit: number;
}

/** The figures that an operator needs first. Times are Unix milliseconds. */
export interface StorageSummary {
  payments: Partial<Record<PaymentStatus, number>>;
  held: Partial<Record<HoldReason, number>>;
  events: Partial<Record<SyncStatus, number>>;
  /**
   * The earliest time at which the topup of a `crediting` payment was first claimed; `null` if no
   * payment is `crediting`. Later claims of the topup do not change the time.
   */
  oldest_crediting_at: number | null;
  oldest_undecided_event_at: number | null;
  overdue_checks: number;
  oldest_overdue_check_at: number | null;
  /** The number of held events that belong to no stored payment. */
  unmatched_events: number;
  /**
   * The number of `crediting` and `paid` payments whose credit is unconfirmed
   * (`unconfirmed_since`). Payments that are held for this reason count in `held` instead.
   */
  unconfirmed: number;
  oldest_unconfirmed_at: number | null;
  /** The number of payments and events with notices that were not sent yet. */
  waiting_notices: number;
  /** The time of the oldest change whose notice was not sent yet. */
  oldest_waiting_notice_at: number | null;
  /**
   * Warnings about database settings with which a decision could be lost although its delivery was
   * answered with 2xx. Each warning says how to fix the setting.
   */
  warnings: string[];
}

/**
 * The version of the tables, 0 if there are none. `made` says whether this call has created or
 * upgraded them.
 */
export interface Migrated {
  version: number;
  made: boolean;
}
