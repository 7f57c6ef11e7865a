import { PaymentError } from "../errors.ts";
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

/**
 * The storage of rows. Every method is atomic: it happens completely or not at all, as if it ran
 * alone, and returns what is stored afterwards, so that a call whose answer was lost can be
 * repeated. A method that cannot reach its database throws `PaymentError("storage_unavailable")`.
 * No method is optional.
 */
export interface Storage {
  /**
   * Whether rows outlive the process. Live mode requires it: money that arrives after a restart
   * must find its row.
   */
  readonly durable: boolean;
  /** Creates or upgrades the tables. It may be called often, and by many processes at once. */
  migrate(): Promise<Migrated>;

  /**
   * Inserts a payment, or returns the row with the same attempt of the topup, the same provider
   * payment, or, for attempts, the same session.
   */
  insertPayment(payment: Payment, audit: AuditEntry): Promise<Payment>;
  /**
   * Writes a payment if its version is still the stored one, and no other row has its provider
   * payment or its session.
   */
  changePayment(change: Change): Promise<Changed>;
  /**
   * Finds at most three rows: by provider payment, by session (the row with the attempt), and by
   * our own id.
   */
  findPayments(keys: PaymentKeys): Promise<Payment[]>;
  readPayment(payment_id: string): Promise<Payment | null>;
  readPaymentByRef(ref: string): Promise<Payment | null>;
  /** Lists every payment of a topup, oldest first. */
  listAttempts(topup_id: string): Promise<Payment[]>;

  readCredit(topup_id: string): Promise<Credit | null>;
  /**
   * Claims the topup's credit for `change.next` and writes the change, both or neither. It wins if
   * the credit is free or void, or if it is this payment's own and its lease has ended. The lease
   * runs by the storage's clock; the fence grows.
   */
  claimCredit(change: Change, lease_ms: number, mode: ClaimMode): Promise<Claimed>;
  /**
   * Ends a claim as done, returned or not, and writes the change, both or neither; only while
   * `fence` is the newest.
   */
  closeCredit(change: Change, fence: number): Promise<Claimed>;
  /**
   * Voids a claim and writes the change, both or neither; only while `fence` is the newest, and
   * after the lease or the return.
   */
  voidCredit(change: Change, fence: number): Promise<Claimed>;
  /**
   * Marks a claim as returned and writes the change, both or neither; only while `fence` is the
   * newest. Nobody can claim a returned credit.
   */
  returnCredit(change: Change, fence: number): Promise<Claimed>;
  /**
   * Reopens a returned claim without a lease and writes the change, both or neither, so that its
   * payment can claim again.
   */
  reopenCredit(change: Change, fence: number): Promise<Claimed>;
  /** Ends the lease of a claim whose call has returned; the claim itself stays. */
  endLease(topup_id: string, fence: number): Promise<void>;

  readEvent(event_id: string): Promise<PaymentEvent | null>;
  /**
   * Inserts the event or counts one more attempt, and returns what is stored. Only `redecide`
   * changes a decided event.
   */
  recordEvent(event: PaymentEvent, redecide: boolean): Promise<PaymentEvent>;

  /**
   * Takes at most `limit` due payments made before `made_before`, the most overdue first, and moves
   * their check to `until`, so that no other process takes them.
   */
  takeDue(now: number, until: number, limit: number, made_before: number): Promise<Payment[]>;
  /**
   * Stores that the payment is asked about at `now`; `false` if that was done after `before`. A
   * stored time in the future comes from a wrong clock and does not count.
   */
  takeCheck(payment_id: string, before: number, now: number): Promise<boolean>;
  /**
   * Sets the time of the next check and counts an attempt, if the payment still has this version
   * and is not settled. Sets `answered_at` whatever the version is, unless a later time is stored.
   */
  schedule(payment_id: string, check: NextCheck): Promise<void>;

  listPayments(page: PageRequest<PaymentFilter>): Promise<Payment[]>;
  listEvents(page: PageRequest<EventFilter>): Promise<PaymentEvent[]>;
  /** Lists the history of one payment, oldest first. */
  listAudit(payment_id: string): Promise<AuditEntry[]>;
  summary(now: number): Promise<StorageSummary>;
  close(): Promise<void>;
}

/**
 * Thrown when `finishTopup()` has ended the transaction that it was given. Our write is not in it
 * any more, and what the host wrote afterwards may be committed without it, so the host is not
 * called again before an administrator has decided.
 */
export class LostTransactionError extends PaymentError {
  constructor(cause?: unknown) {
    super(
      "host_invalid",
      "finishTopup() ended the transaction that it was given, and what it wrote may be committed: look at the topup and at the balance. It must throw in place of a ROLLBACK, and use savepoints inside.",
      { cause },
    );
  }
}

/**
 * A storage in the host's own database. `Tx` is the driver's handle on an interactive transaction.
 */
export interface TransactionalStorage<Tx = unknown> extends Storage {
  /**
   * Does the same as `closeCredit`, with `work` in the same transaction. `work` runs only if this
   * call has ended the claim, it never runs twice, and both commit or neither. If it throws, the
   * transaction is rolled back and the error is thrown again. After `work` has ended, nothing can
   * be written through `tx`, and no statement of another request runs in the transaction.
   *
   * Throws `LostTransactionError` if `work` has ended the transaction and the change is not stored,
   * also if `work` itself has thrown, as far as that can be detected; not if `work` throws an error
   * with which the database ends a transaction by itself.
   */
  closeCreditWith(change: Change, fence: number, work: (tx: Tx) => Promise<void>): Promise<Claimed>;
}
