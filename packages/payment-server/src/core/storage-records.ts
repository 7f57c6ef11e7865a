/** The rows of a storage, and what its methods take and return. */
import type { AuditEntry } from "./audit.ts";
import type { HoldReason, Payment, PaymentStatus } from "./payment.ts";

/**
 * The state of an event. `applied`, `ignored` and `held` are final; `pending`, `processing` and
 * `failed` are not.
 */
export type SyncStatus = "pending" | "processing" | "applied" | "ignored" | "held" | "failed";

/**
 * One webhook event by its id. `payload_json` holds the allow-listed part of the body, without
 * personal data.
 */
export interface PaymentEvent {
  /** `<provider>:<webhook-id>` */
  event_id: string;
  provider: string;
  type: string;
  payload_json: string;
  sync_status: SyncStatus;
  /** One of our own error codes, never a foreign text. */
  sync_error: string | null;
  payment_id: string | null;
  /** How many deliveries of it were processed. */
  attempts: number;
  created_at: number;
  updated_at: number;
}

/**
 * How the host is called for a claim. `transactional`: in the transaction that ends the claim, so
 * an open claim was never credited. `guarded`: before the claim ends, so an open claim may have
 * been credited.
 */
export type ClaimMode = "guarded" | "transactional";

/** What is stored of a payment after the provider was asked about it. */
export interface NextCheck {
  /** The version of the payment that `next_check_at` was computed for. */
  version: number;
  next_check_at: number | null;
  /**
   * When the provider was asked, if everything it answered was stored; `null` keeps the stored
   * time.
   */
  answered_at: number | null;
}

/**
 * The row that decides who may call `finishTopup` for a topup. `returned`: the call has returned
 * and the topup is not known to be paid, so the host is not called again without an administrator.
 * `void`: the claim was given up, and another payment may take it.
 */
export interface Credit {
  topup_id: string;
  payment_id: string;
  state: "claimed" | "returned" | "done" | "void";
  /** The fencing token; it grows with every claim of this topup. */
  fence: number;
  /** The `write_id` of the write that made the claim. */
  holder: string;
  mode: ClaimMode;
  /**
   * Whether the lease runs, by the storage's own clock, so that the holder may still be calling the
   * host.
   */
  live: boolean;
}

/**
 * A write of a payment. It succeeds only if the stored version is still `next.version - 1`. The
 * fields that never change (`payment_id`, `provider`, `environment`, `topup_id`, `user_id`,
 * `credits`, `amount_minor`, `currency`, `attempt`, `ref`, `created_at`), `checked_at` and
 * `answered_at` keep their stored values, whatever `next` says. A write that would give this row
 * the provider payment of another row (by provider and environment), or, if it has an attempt, the
 * session of another attempt, does not succeed either.
 */
export interface Change {
  next: Payment;
  audit: AuditEntry;
  /** Stored in the same transaction, unless that event was decided before. */
  event: PaymentEvent | null;
}

/** What is stored after a write was tried; `won` says whether it is this write. */
export interface Changed {
  won: boolean;
  payment: Payment;
}

/** What is stored after a claim was tried; `won` says whether this write holds the credit. */
export interface Claimed extends Changed {
  credit: Credit | null;
}

/** The keys by which a payment of ours is found from what a provider says. */
export interface PaymentKeys {
  provider: string;
  provider_payment_id: string | null;
  provider_session_id: string | null;
  payment_id: string | null;
}

/** A keyset position: the rows after it, ordered by `(created_at, id)`, newest first. */
export interface Position {
  created_at: number;
  id: string;
}

export interface PaymentFilter {
  user_id?: string;
  topup_id?: string;
  status?: PaymentStatus;
}

export interface EventFilter {
  type?: string;
  sync_status?: SyncStatus;
  payment_id?: string;
}

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
   * Since when the oldest payment has been `crediting`, however often its credit was claimed since.
   */
  oldest_crediting_at: number | null;
  oldest_undecided_event_at: number | null;
  overdue_checks: number;
  oldest_overdue_check_at: number | null;
  /**
   * The number of held events whose payment is not here: money that names us and that no row
   * accounts for.
   */
  unmatched_events: number;
  /**
   * The number of payments whose `finishTopup()` has returned without a paid topup; those held for
   * it are in `held`.
   */
  unconfirmed: number;
  oldest_unconfirmed_at: number | null;
  /**
   * Settings of the database by which a decision that was answered 2xx could still be lost, each
   * with its fix.
   */
  warnings: string[];
}

/**
 * The version of the tables, and whether this call has upgraded them to it; 0 if there are no
 * tables.
 */
export interface Migrated {
  version: number;
  made: boolean;
}
