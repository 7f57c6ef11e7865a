import type { AuditEntry } from "../../core/audit.ts";
import type { Payment } from "../../core/payment.ts";
import type { Credit, PaymentEvent } from "../../core/storage.ts";
import type { SqlRow, SqlValue } from "./driver.ts";

/** Rows come from our own tables, whose columns carry the names and types of the fields; booleans are 0 and 1. */
export function toPayment(row: SqlRow): Payment {
  return {
    ...(row as unknown as Payment),
    tax_inclusive: row["tax_inclusive"] === null ? null : row["tax_inclusive"] === 1,
    released: row["released"] === 1,
    disputed: row["disputed"] === 1,
  };
}

export function fromPayment(payment: Payment): Record<string, SqlValue> {
  const { tax_inclusive, released, disputed, ...rest } = payment;
  return {
    ...rest,
    tax_inclusive: tax_inclusive === null ? null : Number(tax_inclusive),
    released: Number(released),
    disputed: Number(disputed),
  };
}

export function toEvent(row: SqlRow): PaymentEvent {
  return { ...(row as unknown as PaymentEvent) };
}

export function fromEvent(event: PaymentEvent): Record<string, SqlValue> {
  return { ...event };
}

export function toCredit(row: SqlRow): Credit {
  return { ...(row as unknown as Credit), live: row["live"] === 1 };
}

export function toAudit(row: SqlRow): AuditEntry {
  const { changes_json, ...rest } = row;
  return {
    ...(rest as unknown as AuditEntry),
    changes: JSON.parse(String(changes_json)) as AuditEntry["changes"],
  };
}

export function fromAudit(entry: AuditEntry): Record<string, SqlValue> {
  const { changes, ...rest } = entry;
  return { ...rest, changes_json: JSON.stringify(changes) };
}
