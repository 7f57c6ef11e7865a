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

/** Who may call `finishTopup` for a topup. `void`: the claim was given up and another payment may take it. */
export interface Credit {
  topup_id: string;
  payment_id: string;
  state: "claimed" | "done" | "void";
  /** Fencing token: grows with every claim of this topup. */
  fence: number;
  /** The `write_id` of the change that made the claim. */
  holder: string;
  /** By the storage's own clock: the holder may still be calling. */
  live: boolean;
}

/**
 * A new state of a payment, written only if the stored version is still `next.version - 1`. What a payment is from its
 * first moment on (`payment_id`, `provider`, `environment`, `topup_id`, `user_id`, `credits`, `amount_minor`, `currency`,
 * `attempt`, `ref`, `created_at`) and `checked_at` stay as they are stored, whatever `next` says.
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
  /** Makes or upgrades the tables; safe to call often and from many processes at once. */
  migrate(): Promise<Migrated>;

  /** Writes a new payment, or returns the one that already has its place: the same attempt of the topup, or the same provider payment. */
  insertPayment(payment: Payment, audit: AuditEntry): Promise<Payment>;
  /** Changes a payment if nobody else did. */
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
  claimCredit(change: Change, lease_ms: number): Promise<Claimed>;
  /** Ends a claim as done and writes the change, both or neither; only while `fence` is the newest. */
  closeCredit(change: Change, fence: number): Promise<Claimed>;
  /** Gives a claim up and writes the change, both or neither; only while `fence` is the newest and the lease is over. */
  voidCredit(change: Change, fence: number): Promise<Claimed>;
  /** Ends the lease of a claim whose call has returned; the claim stays. */
  endLease(topup_id: string, fence: number): Promise<void>;

  readEvent(event_id: string): Promise<PaymentEvent | null>;
  /** Writes the event, or counts one more attempt; a decided one is changed only with `redecide`. Returns what is stored. */
  recordEvent(event: PaymentEvent, redecide: boolean): Promise<PaymentEvent>;

  /** Takes up to `limit` payments that are due and were made before `made_before`, most overdue first, and moves their check to `until`, so that nobody else takes them. */
  takeDue(now: number, until: number, limit: number, made_before: number): Promise<Payment[]>;
  /** Notes that the payment is asked about at `now`; false if somebody asked after `before` (a time in the future is a clock that is wrong). */
  takeCheck(payment_id: string, before: number, now: number): Promise<boolean>;
  /** Says when to look again and counts an attempt, if the payment is still of this version and not settled. */
  schedule(payment_id: string, version: number, next_check_at: number | null): Promise<void>;

  listPayments(page: PageRequest<PaymentFilter>): Promise<Payment[]>;
  listEvents(page: PageRequest<EventFilter>): Promise<PaymentEvent[]>;
  /** The history of one payment, oldest first. */
  listAudit(payment_id: string): Promise<AuditEntry[]>;
  summary(now: number): Promise<StorageSummary>;
  close(): Promise<void>;
}

/** A storage in the host's own database, with interactive transactions: `Tx` is the driver's handle on one. */
export interface TransactionalStorage<Tx = unknown> extends Storage {
  /**
   * As `closeCredit`, with `work` in the same transaction: it runs only if this call has ended the claim, and both commit or
   * neither. Its throw rolls back and is thrown on. Once it has ended, either way, nothing can be written through `tx` any more. No
   * statement of another request runs in the transaction. `work` is never called twice.
   */
  closeCreditWith(change: Change, fence: number, work: (tx: Tx) => Promise<void>): Promise<Claimed>;
}
