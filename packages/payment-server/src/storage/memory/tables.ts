import type { AuditEntry } from "../../core/audit.ts";
import type { Payment } from "../../core/payment.ts";
import { LONGEST_LEASE_MS } from "../../core/time-limits.ts";
import type {
  Credit,
  NoticeSubject,
  PaymentEvent,
  SyncStatus,
} from "../../core/storage-records.ts";

/** A stored credit. Whether its claim is live is computed from the clock on each read. */
export interface StoredCredit extends Omit<Credit, "live"> {
  /** When the lease ends, in Unix milliseconds by the clock of the storage. */
  lease_until: number;
  /** When the topup was first claimed, in Unix milliseconds. */
  created_at: number;
  /** When the credit was last claimed or its state last changed, in Unix milliseconds. */
  updated_at: number;
}

/** The rows of one storage in memory, by table, and its clock. */
export interface MemoryTables {
  payments: Map<string, Payment>;
  /** The credits by `topup_id`. A topup has at most one credit. */
  credits: Map<string, StoredCredit>;
  events: Map<string, PaymentEvent>;
  /**
   * The audit entries of payments and of closed events, in the order in which they were written.
   */
  audit: AuditEntry[];
  /** The payments and events with notices that were not sent yet, by id. */
  notices: Record<NoticeSubject, Map<string, WaitingNotices>>;
  /** Returns the current time in Unix milliseconds. */
  clock(): number;
}

/** The notices of a payment or an event that were not sent yet. */
export interface WaitingNotices {
  from_version: number;
  /** When they are due, or when their reservation ends, in Unix milliseconds; 0 for at once. */
  notify_at: number;
  attempts: number;
}

/**
 * The sync statuses of a decided event. Only `recordEvent` with `redecide` and `closeEvent` change
 * such an event.
 */
export const DECIDED: ReadonlySet<SyncStatus> = new Set<SyncStatus>(["applied", "ignored", "held"]);

/** Creates empty tables. */
export function createTables(clock: () => number): MemoryTables {
  return {
    payments: new Map(),
    credits: new Map(),
    events: new Map(),
    audit: [],
    notices: { payment: new Map(), event: new Map() },
    clock,
  };
}

/** Returns all stored payments, not copies, in the order in which they were inserted. */
export function allPayments({ payments }: MemoryTables): Payment[] {
  return [...payments.values()];
}

/**
 * Returns the stored row of a payment, not a copy. Throws if there is no such row. That would be a
 * bug, because callers pass the id of a payment that was read before, and payments are never
 * deleted.
 */
export function storedPayment({ payments }: MemoryTables, payment_id: string): Payment {
  const payment = payments.get(payment_id);
  if (payment === undefined) throw new Error(`no payment ${payment_id}`);
  return payment;
}

/**
 * Whether the credit is claimed and the claim's lease has not ended, so that its holder may be
 * calling `finishTopup()`. A lease that ends later than `LONGEST_LEASE_MS` from now counts as
 * ended.
 */
export function isLive({ clock }: MemoryTables, credit: StoredCredit): boolean {
  const left = credit.lease_until - clock();
  return credit.state === "claimed" && left > 0 && left <= LONGEST_LEASE_MS;
}

/**
 * Returns the credit of a topup, or `null` if it was never claimed. Computes `live` from the clock.
 */
export function readCredit(tables: MemoryTables, topup_id: string): Credit | null {
  const credit = tables.credits.get(topup_id);
  if (credit === undefined) return null;
  const { lease_until: _, created_at: __, updated_at: ___, ...rest } = credit;
  return { ...rest, live: isLive(tables, credit) };
}

/**
 * Returns a copy of a stored row, so that callers cannot change the row. Returns `null` if there is
 * no row.
 */
export function copyOrNull<Row extends object>(row: Row | undefined): Row | null {
  return row === undefined ? null : { ...row };
}

/** Compares two payments to sort them: the older one first, then by id. */
export function byAge(a: Payment, b: Payment): number {
  return a.created_at - b.created_at || (a.payment_id < b.payment_id ? -1 : 1);
}
