import { PaymentError } from "../errors.ts";
import type { AuditEntry } from "./audit.ts";
import type { Payment } from "./payment.ts";
import type {
  Change,
  Changed,
  ClaimMode,
  Claimed,
  Credit,
  EventFilter,
  Migrated,
  NextCheck,
  PageRequest,
  PaymentEvent,
  PaymentFilter,
  PaymentKeys,
  StorageSummary,
} from "./storage-records.ts";

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
