import { PaymentError } from "../errors.ts";
import type { AuditEntry } from "./audit.ts";
import type { DayFigures } from "./figures/day-figures.ts";
import type { Payment } from "./payment.ts";
import type {
  Change,
  Changed,
  ClaimMode,
  Claimed,
  Credit,
  DueNotices,
  EventFilter,
  Migrated,
  NextCheck,
  NoticeProgress,
  NoticeRequest,
  NoticeSubject,
  PageRequest,
  PaymentEvent,
  PaymentFilter,
  PaymentKeys,
  StorageSummary,
} from "./storage-records.ts";

/**
 * The storage of payments, credits and events. Every method is atomic: it has its whole effect or
 * none, as if it ran alone. A method that returns a record returns what is stored afterwards, so
 * that a call whose response was lost can be repeated. A method that cannot reach its database
 * throws `PaymentError("storage_unavailable")`. No method is optional.
 */
export interface Storage {
  /**
   * Whether the rows survive a restart. Live mode requires it, since money may arrive after a
   * restart.
   */
  readonly durable: boolean;
  /**
   * Creates or upgrades the tables. Many processes can call this at the same time, and repeatedly.
   */
  migrate(): Promise<Migrated>;

  /**
   * Inserts a payment and returns it. If an existing row has the same id, the same attempt number
   * in the topup, the same provider payment, or the same session, returns that row instead. The
   * session is compared only if both rows have an attempt number. `notify` is the same as in a
   * {@link Change}; default `false`.
   */
  insertPayment(payment: Payment, audit: AuditEntry, notify?: boolean): Promise<Payment>;
  /** Writes a payment under the conditions that are described at {@link Change}. */
  changePayment(change: Change): Promise<Changed>;
  /**
   * Finds the rows of the provider that have the provider payment, the session or our payment id.
   * The session matches only rows with an attempt number.
   */
  findPayments(keys: PaymentKeys): Promise<Payment[]>;
  readPayment(payment_id: string): Promise<Payment | null>;
  readPaymentByRef(ref: string): Promise<Payment | null>;
  /** Lists every payment of a topup, oldest first. */
  listAttempts(topup_id: string): Promise<Payment[]>;

  readCredit(topup_id: string): Promise<Credit | null>;
  /**
   * Claims the topup's credit for the payment `change.next` and writes the change, both or neither.
   * Besides the conditions of a {@link Change}, one of three conditions must hold: no payment has
   * claimed the credit; or the claim was voided; or the claim is this payment's own, it is in state
   * `claimed`, and its lease has ended.
   *
   * The storage's clock measures the lease. A lease that ends more than an hour from now was made
   * before the clock was set back, and counts as ended. Each claim gets a higher fence.
   */
  claimCredit(change: Change, lease_ms: number, mode: ClaimMode): Promise<Claimed>;
  /**
   * Marks a claim as done and writes the change, both or neither. The claim may be in state
   * `claimed` or `returned`. Succeeds only if `fence` is the newest.
   */
  closeCredit(change: Change, fence: number): Promise<Claimed>;
  /**
   * Voids a claim and writes the change, both or neither. Succeeds only if `fence` is the newest.
   * In addition, the claim must be in state `returned`, or its lease must have ended.
   */
  voidCredit(change: Change, fence: number): Promise<Claimed>;
  /**
   * Marks a claim in state `claimed` as returned and writes the change, both or neither. Succeeds
   * only if `fence` is the newest. A returned credit cannot be claimed.
   */
  returnCredit(change: Change, fence: number): Promise<Claimed>;
  /**
   * Reopens a returned claim and writes the change, both or neither. The claim gets no lease, so
   * that its payment can claim the credit again immediately.
   */
  reopenCredit(change: Change, fence: number): Promise<Claimed>;
  /**
   * Ends the lease of a claim because the host's call is no longer running. The claim stays open.
   */
  endLease(topup_id: string, fence: number): Promise<void>;

  readEvent(event_id: string): Promise<PaymentEvent | null>;
  /**
   * Inserts the event, or updates the stored one and counts one more attempt. Returns what is
   * stored afterwards. An event with a final outcome is changed only if `redecide` is `true`.
   * If `notify` is `true` (default `false`) and the event is written, a notice of it is due.
   */
  recordEvent(event: PaymentEvent, redecide: boolean, notify?: boolean): Promise<PaymentEvent>;

  /**
   * Stores an event that is closed, with its audit entry, both or neither. Succeeds only if the
   * event is new, or if the stored one is `held` and belongs to no payment. Returns what is stored
   * afterwards.
   */
  closeEvent(event: PaymentEvent, audit: AuditEntry): Promise<PaymentEvent>;

  /**
   * Deletes at most `limit` events with the status `applied` or `ignored` that were created before
   * `before`, and of which no notice is due. Returns how many were deleted.
   */
  deleteEvents(before: number, limit: number): Promise<number>;

  /**
   * Returns at most `limit` due payments that were created at `made_before` or earlier. Chooses the
   * most overdue ones and sorts them by creation time, oldest first. Moves their next check to
   * `until`, so that no other process takes them before that time.
   */
  takeDue(now: number, until: number, limit: number, made_before: number): Promise<Payment[]>;
  /**
   * Sets `checked_at` to `now` and returns `true`. If the stored `checked_at` is later than
   * `before`, or there is no such payment, changes nothing and returns `false`. A stored time after
   * `now` comes from a wrong clock and is ignored.
   */
  takeCheck(payment_id: string, before: number, now: number): Promise<boolean>;
  /**
   * Sets the time of the next check and counts an attempt, but only if the payment still has the
   * version `check.version` and is not settled. Sets `answered_at` whatever the version and the
   * status are, unless the new value is `null` or a later time is stored.
   */
  schedule(payment_id: string, check: NextCheck): Promise<void>;

  /**
   * Reserves rows whose notices are due, by the storage's clock, and returns them. The most overdue
   * rows are reserved first. A row that another process has reserved is not due until that
   * reservation ends. If `only` is `null`, a row whose time is more than an hour ahead counts as
   * due too, because that time was written before the clock was set back.
   */
  takeNotices(subject: NoticeSubject, request: NoticeRequest): Promise<DueNotices[]>;
  /**
   * Stores which notices of a reserved row were sent. If more notices of the row wait, reserves the
   * row again and returns when the new reservation ends. Returns `null` if no notice waits any
   * more. If another process has reserved the row meanwhile, changes nothing and returns `null`.
   */
  storeNotified(
    subject: NoticeSubject,
    due: DueNotices,
    progress: NoticeProgress,
  ): Promise<number | null>;

  listPayments(page: PageRequest<PaymentFilter>): Promise<Payment[]>;
  listEvents(page: PageRequest<EventFilter>): Promise<PaymentEvent[]>;
  /** Lists the audit entries of one payment, oldest first. */
  listAudit(payment_id: string): Promise<AuditEntry[]>;
  /**
   * Returns the counts and times that `check()` reports. Also throws `storage_unavailable` if the
   * rows can be read but nothing can be written.
   */
  summary(now: number): Promise<StorageSummary>;
  /**
   * Returns the figures of each day of UTC on which a payment or an event was created, oldest
   * first. Counts only rows that were created at `from` or later, and before `until`. Both times
   * are Unix milliseconds and begin a day.
   */
  dayFigures(from: number, until: number): Promise<DayFigures[]>;
  close(): Promise<void>;
}

/**
 * Thrown when `finishTopup()` has ended the transaction that it was given, so that our write is not
 * stored. What the host wrote afterwards may be committed. Therefore the host is not called again
 * unless an administrator decides so.
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
   * Credits in one transaction: claims the credit as `claimCredit` does, ends the claim as
   * `closeCredit` does, and runs `work`. Everything is committed, or nothing. `close` receives the
   * claimed payment and returns the change that ends the claim; `work` receives the claim's fence.
   * If the claim does not succeed, neither `close` nor `work` is called, and nothing is written.
   *
   * `work` runs only after this call has claimed the credit and ended the claim, and never twice.
   * If `work` throws, the transaction is rolled back and the error is thrown again. After `work`
   * has ended, nothing can be written through `tx`. Statements of other requests never run in this
   * transaction.
   *
   * Throws `LostTransactionError` if `work` has ended the transaction itself, so that the changes
   * are not stored. An implementation also throws this error if it can detect that `work` has ended
   * the transaction and then thrown another error. If the database itself ends the transaction with
   * an error, that error is thrown unchanged.
   */
  creditWith(
    claim: Change,
    close: (claimed: Payment) => Change,
    work: (tx: Tx, fence: number) => Promise<void>,
  ): Promise<Claimed>;
}
