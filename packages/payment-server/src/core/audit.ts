import type { Payment, PaymentStatus } from "./payment.ts";

/**
 * The person or the part of the service that has caused a write. `admin:` is followed by the
 * administrator's id at the host. `admin` alone means that no id was given, or that the given id
 * cannot be stored.
 */
export type Actor = "create" | "webhook" | "return" | "reconcile" | "admin" | `admin:${string}`;

/** The cause of a write, as the audit stores it. */
export interface Cause {
  actor: Actor;
  event_id: string | null;
  note: string | null;
}

/**
 * The audit entry of one write to a payment. If the `changes` of all entries of a payment are
 * applied in the order of `version`, the result is the payment's current state. The exceptions are
 * `next_check_at`, `attempts`, `checked_at` and `answered_at`, which are also written without an
 * entry. The entry of a closed event has the event's id as its `payment_id`.
 */
export interface AuditEntry {
  payment_id: string;
  version: number;
  at: number;
  actor: Actor;
  action: string;
  from_status: PaymentStatus | null;
  to_status: PaymentStatus;
  event_id: string | null;
  note: string | null;
  /** The fields that were changed, with their new values; for a new payment, all fields. */
  changes: Partial<Payment>;
}

/** Returns the audit entry of a write from `before` (`null` for a new payment) to `next`. */
export function auditEntry(
  before: Payment | null,
  next: Payment,
  action: string,
  cause: Cause,
): AuditEntry {
  return {
    payment_id: next.payment_id,
    version: next.version,
    at: next.updated_at,
    actor: cause.actor,
    action,
    from_status: before?.status ?? null,
    to_status: next.status,
    event_id: cause.event_id,
    note: cause.note,
    changes: before === null ? next : difference(before, next),
  };
}

/**
 * Rebuilds a payment from its complete audit history. Returns `null` if the history is empty or
 * does not begin with a complete payment.
 */
export function rebuildPayment(history: readonly AuditEntry[]): Payment | null {
  const [first, ...rest] = [...history].sort((a, b) => a.version - b.version);
  if (first === undefined || !isWhole(first.changes)) return null;
  const payment: Payment = { ...first.changes };
  for (const entry of rest) Object.assign(payment, entry.changes);
  return payment;
}

function isWhole(changes: Partial<Payment>): changes is Payment {
  return (
    changes.payment_id !== undefined &&
    changes.status !== undefined &&
    changes.version !== undefined
  );
}

function difference(before: Payment, next: Payment): Partial<Payment> {
  const changed = Object.entries(next).filter(([key, value]) => Reflect.get(before, key) !== value);
  return Object.fromEntries(changed);
}
