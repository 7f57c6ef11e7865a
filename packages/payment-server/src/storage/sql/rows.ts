/**
 * Converts records to rows and back. Columns have the names and types of the fields, so only
 * booleans (0 and 1), fractions and the changes of an audit entry (JSON) are converted. The casts are safe
 * because the rows come from our own tables.
 */
import type { AuditEntry } from "../../core/audit.ts";
import type { Payment } from "../../core/payment.ts";
import type { Credit, PaymentEvent } from "../../core/storage-records.ts";
import type { SqlRow, SqlValue } from "./driver.ts";

/** The parameters of a statement by name. */
export type Values = Record<string, SqlValue>;

/** Converts a row of the table `payments` to a payment. */
export function toPayment(row: SqlRow): Payment {
  return {
    ...(row as unknown as Payment),
    credits: toFloat(row["credits"]) as number,
    accepted_credits: toFloat(row["accepted_credits"]),
    tax_inclusive: row["tax_inclusive"] === null ? null : row["tax_inclusive"] === 1,
    released: row["released"] === 1,
    disputed: row["disputed"] === 1,
  };
}

/**
 * Converts a floating point number, which some dialects return as its eight bytes in hexadecimal.
 */
function toFloat(value: unknown): number | null {
  if (typeof value !== "string") return value as number | null;
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt(`0x${value}`));
  return bytes.getFloat64(0);
}

/** Converts a payment to the parameters of a statement. */
export function fromPayment(payment: Payment): Values {
  const { tax_inclusive, released, disputed, ...rest } = payment;
  return {
    ...rest,
    tax_inclusive: tax_inclusive === null ? null : Number(tax_inclusive),
    released: Number(released),
    disputed: Number(disputed),
  };
}

/** Converts a row of the table `events` to an event. */
export function toEvent(row: SqlRow): PaymentEvent {
  return { ...(row as unknown as PaymentEvent) };
}

/** Converts an event to the parameters of a statement. */
export function fromEvent(event: PaymentEvent): Values {
  return { ...event };
}

/** Converts a row with a credit. The database has computed `live` with its own clock. */
export function toCredit(row: SqlRow): Credit {
  return { ...(row as unknown as Credit), live: row["live"] === 1 };
}

/** Converts a row of the table `audit` to an audit entry. */
export function toAudit(row: SqlRow): AuditEntry {
  const { changes_json, ...rest } = row;
  return {
    ...(rest as unknown as AuditEntry),
    changes: JSON.parse(String(changes_json)) as AuditEntry["changes"],
  };
}

/** Converts an audit entry to the parameters of a statement. */
export function fromAudit(entry: AuditEntry): Values {
  const { changes, ...rest } = entry;
  return { ...rest, changes_json: JSON.stringify(changes) };
}

/** Returns the parameters that make the notices of a payment due from `version` on, if `notify`. */
export function fromNotify(notify: boolean, version: number): Values {
  return notify ? { notify_from: version, notify_at: 0 } : { notify_from: null, notify_at: null };
}

/** Puts `prefix` before each name, for a statement whose parameters come from two records. */
export function prefixed(prefix: string, values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [prefix + key, value]));
}
