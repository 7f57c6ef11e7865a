import type { AuditEntry } from "../../core/audit.ts";
import type { Payment } from "../../core/payment.ts";
import type { Credit, PaymentEvent, SyncStatus } from "../../core/storage-records.ts";

/** A credit as it is stored. Whether its claim is live is computed from the clock on each read. */
export interface StoredCredit extends Omit<Credit, "live"> {
  /** Unix milliseconds by the clock of the storage. */
  lease_until: number;
  /** When the topup was first claimed. Unix milliseconds. */
  created_at: number;
}

/** The rows of one storage in memory, a map for each table, and the clock by which leases run. */
export interface MemoryTables {
  payments: Map<string, Payment>;
  /** By `topup_id`: a topup has one credit. */
  credits: Map<string, StoredCredit>;
  events: Map<string, PaymentEvent>;
  /** In the order of their writing, for all payments. */
  audit: AuditEntry[];
  /** Returns Unix milliseconds. */
  clock(): number;
}

/** The sync statuses of an event that is decided, which only `redecide` changes. */
export const DECIDED: ReadonlySet<SyncStatus> = new Set<SyncStatus>(["applied", "ignored", "held"]);

/** Creates empty tables. */
export function createTables(clock: () => number): MemoryTables {
  return { payments: new Map(), credits: new Map(), events: new Map(), audit: [], clock };
}

/** Returns every payment, in the order of their insertion. The rows are not copied. */
export function allPayments({ payments }: MemoryTables): Payment[] {
  return [...payments.values()];
}

/**
 * Returns the stored row of a payment, not a copy. Throws if there is none: callers name payments
 * that they have read before, and rows are never deleted.
 */
export function storedPayment({ payments }: MemoryTables, payment_id: string): Payment {
  const payment = payments.get(payment_id);
  if (payment === undefined) throw new Error(`no payment ${payment_id}`);
  return payment;
}

/** Whether the holder of the claim may still be calling `finishTopup()`. */
export function isLive({ clock }: MemoryTables, credit: StoredCredit): boolean {
  return credit.state === "claimed" && credit.lease_until > clock();
}

/**
 * Returns the credit of a topup as the storage's callers know it, or `null` if it was never
 * claimed.
 */
export function readCredit(tables: MemoryTables, topup_id: string): Credit | null {
  const credit = tables.credits.get(topup_id);
  if (credit === undefined) return null;
  const { lease_until: _, created_at: __, ...rest } = credit;
  return { ...rest, live: isLive(tables, credit) };
}

/** Returns a copy of a row, so that a caller cannot change what is stored, or `null` for none. */
export function copyOrNull<Row extends object>(row: Row | undefined): Row | null {
  return row === undefined ? null : { ...row };
}

/** Orders payments by age, oldest first, and by id where they are equally old. */
export function byAge(a: Payment, b: Payment): number {
  return a.created_at - b.created_at || (a.payment_id < b.payment_id ? -1 : 1);
}
