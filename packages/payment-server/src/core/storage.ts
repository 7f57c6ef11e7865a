import { PaymentError } from "../errors.ts";
import type { AuditEntry } from "./audit.ts";
import type { HoldReason, Payment, PaymentStatus } from "./payment.ts";

/** Decided: `applied`, `ignored`, `held`. Undecided: `pending`, `processing`, `failed`. */
export type SyncStatus = "pending" | "processing" | "applied" | "ignored" | "held" | "failed";

/** One webhook delivery by its id. `payload_json` holds an allow-list of the body, no personal data. */
export interface PaymentEvent {
  /** `<provider>:<webhook-id>` */
  event_id: string;
  provider: string;
  type: string;
  payload_json: string;
  sync_status: SyncStatus;
  /** One of our own codes, never a foreign text. */
  sync_error: string | null;
  payment_id: string | null;
  /** How often its outcome was worked out. */
  attempts: number;
  created_at: number;
  updated_at: number;
}

/**
 * How the host is called for a claim: `transactional` in the transaction that ends the claim, so that an open claim was never
 * credited; `guarded` before the claim ends, so that an open claim may have been credited.
 */
export type ClaimMode = "guarded" | "transactional";

/** What is noted about a payment after the provider was asked about it. */
export interface NextCheck {
  /** The version of the payment for which `next_check_at` was worked out. */
  version: number;
  next_check_at: number | null;
  /** When the provider was asked, if everything it said was stored; `null` leaves what is stored. */
  answered_at: number | null;
}

/**
 * Who may call `finishTopup` for a topup. `returned`: the call has returned and the topup is not known to be paid, so nobody
 * calls again by itself. `void`: the claim was given up and another payment may take it.
 */
export interface Credit {
  topup_id: string;
  payment_id: string;
  state: "claimed" | "returned" | "done" | "void";
  /** Fencing token: grows with every claim of this topup. */
  fence: number;
  /** The `write_id` of the change that made the claim. */
  holder: string;
  mode: ClaimMode;
  /** By the storage's own clock: the holder may still be calling. */
  live: boolean;
}

/**
 * A new state of a payment, written only if the stored version is still `next.version - 1`. What a payment is from its
 * first moment on (`payment_id`, `provider`, `environment`, `topup_id`, `user_id`, `credits`, `amount_minor`, `currency`,
 * `attempt`, `ref`, `created_at`), `checked_at` and `answered_at` stay as they are stored, whatever `next` says. A change that
 * would give this row the provider payment (by provider and environment) of another row, or as an attempt the session of
 * another attempt, is not written either.
 */
export interface Change {
  next: Payment;
  audit: AuditEntry;
  /** Written with the change, unless that event was decided before. */
  event: PaymentEvent | null;
}

/** What is true after a change was tried: `won` says that it is this change. */
export interface Changed {
  won: boolean;
  payment: Payment;
}

/** What is true after a claim was tried: `won` says that this change holds the credit. */
export interface Claimed extends Changed {
  credit: Credit | null;
}

/** How a payment of ours is found from what a provider says. */
export interface PaymentKeys {
  provider: string;
  provider_payment_id: string | null;
  provider_session_id: string | null;
  payment_id: string | null;
}

/** A keyset position: rows after it in `(created_at, id)`, newest first. */
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

/** What an operator wants to know first. Times are Unix milliseconds. */
export interface StorageSummary {
  payments: Partial<Record<PaymentStatus, number>>;
  held: Partial<Record<HoldReason, number>>;
  events: Partial<Record<SyncStatus, number>>;
  /** Since when the credit of a payment that is `crediting` has been claimed, again and again; not its last change. */
  oldest_crediting_at: number | null;
  oldest_undecided_event_at: number | null;
  overdue_checks: number;
  oldest_overdue_check_at: number | null;
  /** Held events of payments that are not here: money that names us and that we do not know. */
  unmatched_events: number;
  /** Payments whose `finishTopup()` has returned while the host's topup does not say `paid`; those that are held for it stand in `held`. */
  unconfirmed: number;
  oldest_unconfirmed_at: number | null;
  /** Settings of the database by which something that was answered 2xx could still be lost, with the fix. */
  warnings: string[];
}

/** The version of the tables, and whether this call brought them to it; 0 where there are none to make. */
export interface Migrated {
  version: number;
  made: boolean;
}

/**
 * Where rows live. Every verb is atomic by contract: all of it happens or nothing, as if it were alone,
 * and what it returns is read after it happened, so that repeating a verb whose answer was lost is harmless.
 * A verb that cannot reach its database throws `PaymentError("storage_unavailable")`. No optional methods.
 */
export interface Storage {
  /** Whether rows are still there after the process has ended. Real money is taken only where they are: a payment that is made after a restart must find its row. */
  readonly durable: boolean;
  /** Makes or upgrades the tables; safe to call often and from many processes at once. */
  migrate(): Promise<Migrated>;

  /** Writes a new payment, or returns the one that already has its place: the same attempt of the topup, the same provider payment, or an attempt with the same session. */
  insertPayment(payment: Payment, audit: AuditEntry): Promise<Payment>;
  /** Changes a payment if nobody else did, and if no other row has its provider payment or its session. */
  changePayment(change: Change): Promise<Changed>;
  /** At most three rows: by provider payment, by session (the attempt itself), by our own id. */
  findPayments(keys: PaymentKeys): Promise<Payment[]>;
  readPayment(payment_id: string): Promise<Payment | null>;
  readPaymentByRef(ref: string): Promise<Payment | null>;
  /** Every payment of a topup, oldest first. */
  listAttempts(topup_id: string): Promise<Payment[]>;

  readCredit(topup_id: string): Promise<Credit | null>;
  /**
   * Takes the topup's credit for `change.next` and writes the change, both or neither. Won if the credit is free or void,
   * or this payment's own and no longer live. The lease runs by the storage's clock; the fence grows.
   */
  claimCredit(change: Change, lease_ms: number, mode: ClaimMode): Promise<Claimed>;
  /** Ends a claim, returned or not, as done and writes the change, both or neither; only while `fence` is the newest. */
  closeCredit(change: Change, fence: number): Promise<Claimed>;
  /** Gives a claim up and writes the change, both or neither; only while `fence` is the newest, and the lease is over or the claim has returned. */
  voidCredit(change: Change, fence: number): Promise<Claimed>;
  /** Marks a claim as returned and writes the change, both or neither; only while `fence` is the newest. A returned claim is taken by nobody. */
  returnCredit(change: Change, fence: number): Promise<Claimed>;
  /** Opens a returned claim again, with its lease over, and writes the change, both or neither: the payment may take it anew. */
  reopenCredit(change: Change, fence: number): Promise<Claimed>;
  /** Ends the lease of a claim whose call has returned; the claim stays. */
  endLease(topup_id: string, fence: number): Promise<void>;

  readEvent(event_id: string): Promise<PaymentEvent | null>;
  /** Writes the event, or counts one more attempt; a decided one is changed only with `redecide`. Returns what is stored. */
  recordEvent(event: PaymentEvent, redecide: boolean): Promise<PaymentEvent>;

  /** Takes up to `limit` payments that are due and were made before `made_before`, most overdue first, and moves their check to `until`, so that nobody else takes them. */
  takeDue(now: number, until: number, limit: number, made_before: number): Promise<Payment[]>;
  /** Notes that the payment is asked about at `now`; false if somebody asked after `before` (a time in the future is a clock that is wrong). */
  takeCheck(payment_id: string, before: number, now: number): Promise<boolean>;
  /**
   * Sets the time of the next check and counts an attempt, if the payment still has this version and is not settled. Sets
   * `answered_at` whatever the version is, unless a later time is stored.
   */
  schedule(payment_id: string, check: NextCheck): Promise<void>;

  listPayments(page: PageRequest<PaymentFilter>): Promise<Payment[]>;
  listEvents(page: PageRequest<EventFilter>): Promise<PaymentEvent[]>;
  /** The history of one payment, oldest first. */
  listAudit(payment_id: string): Promise<AuditEntry[]>;
  summary(now: number): Promise<StorageSummary>;
  close(): Promise<void>;
}

/**
 * `finishTopup()` has ended the transaction that it was given, so our change is not in it any more, and what the host wrote
 * afterwards may be committed without it. Nobody may call the host again before a person has looked.
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

/** A storage in the host's own database, with interactive transactions: `Tx` is the driver's handle on one. */
export interface TransactionalStorage<Tx = unknown> extends Storage {
  /**
   * As `closeCredit`, with `work` in the same transaction: it runs only if this call has ended the claim, and both commit or
   * neither. Its throw rolls back and is thrown on. Once it has ended, either way, nothing can be written through `tx` any more. No
   * statement of another request runs in the transaction. `work` is never called twice. Throws `LostTransactionError` where
   * `work` has ended the transaction and the change is not stored, also when `work` itself has thrown, if that can be seen; not
   * where `work` throws an error with which the database ends a transaction by itself.
   */
  closeCreditWith(change: Change, fence: number, work: (tx: Tx) => Promise<void>): Promise<Claimed>;
}
