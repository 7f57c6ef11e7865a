/**
 * Converts records to rows and back. A row is read by the positions of its values, so each function
 * names them in the order of the columns (`schema.ts`). Columns have the types of the fields, so
 * only booleans (0 and 1), fractions and the changes of an audit entry (JSON) are converted. The
 * casts are safe because the rows come from our own tables.
 */
import type { AuditEntry } from "../../core/audit.ts";
import type { Payment } from "../../core/payment.ts";
import type { Credit, PaymentEvent } from "../../core/storage-records.ts";
import type { SqlRow, SqlValue } from "./driver.ts";

/** The parameters of a statement by name. */
export type Values = Record<string, SqlValue>;

/** Converts a row of `PAYMENT_COLUMNS`. Further values of the row are ignored. */
export function toPayment([
  payment_id,
  provider,
  environment,
  business_id,
  topup_id,
  user_id,
  credits,
  amount_minor,
  currency,
  product_id,
  tax_inclusive,
  attempt,
  provider_session_id,
  provider_payment_id,
  provider_order_id,
  checkout_url,
  ref,
  return_to,
  expires_at,
  status,
  hold_reason,
  released,
  provider_status,
  net_minor,
  refunded_minor,
  disputed,
  next_check_at,
  checked_at,
  attempts,
  version,
  write_id,
  created_at,
  updated_at,
  invoice_url,
  accepted_usd_cents,
  accepted_credits,
  accepted_user_id,
  unconfirmed_since,
  answered_at,
  dispute_status,
]: SqlRow): Payment {
  return {
    payment_id,
    provider,
    environment,
    business_id,
    topup_id,
    user_id,
    credits: toFloat(credits),
    amount_minor,
    currency,
    product_id,
    tax_inclusive: tax_inclusive === null ? null : tax_inclusive === 1,
    attempt,
    provider_session_id,
    provider_payment_id,
    provider_order_id,
    checkout_url,
    ref,
    return_to,
    expires_at,
    status,
    hold_reason,
    released: released === 1,
    provider_status,
    net_minor,
    refunded_minor,
    disputed: disputed === 1,
    next_check_at,
    checked_at,
    attempts,
    version,
    write_id,
    created_at,
    updated_at,
    invoice_url,
    accepted_usd_cents,
    accepted_credits: toFloat(accepted_credits),
    accepted_user_id,
    unconfirmed_since,
    answered_at,
    dispute_status,
  } as Payment;
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
  const { tax_inclusive, released, disputed } = payment;
  return {
    ...payment,
    tax_inclusive: tax_inclusive === null ? null : Number(tax_inclusive),
    released: Number(released),
    disputed: Number(disputed),
  };
}

/** Converts a row of `EVENT_COLUMNS`. */
export function toEvent([
  event_id,
  provider,
  type,
  payload_json,
  sync_status,
  sync_error,
  payment_id,
  attempts,
  created_at,
  updated_at,
]: SqlRow): PaymentEvent {
  return {
    event_id,
    provider,
    type,
    payload_json,
    sync_status,
    sync_error,
    payment_id,
    attempts,
    created_at,
    updated_at,
  } as PaymentEvent;
}

/** Converts an event to the parameters of a statement. */
export function fromEvent(event: PaymentEvent): Values {
  return { ...event };
}

/**
 * Converts a row of a credit: the topup, and then the values of `creditColumns`. The database has
 * computed `live` with its own clock.
 */
export function toCredit([topup_id, payment_id, state, fence, holder, mode, live]: SqlRow): Credit {
  return { topup_id, payment_id, state, fence, holder, mode, live: live === 1 } as Credit;
}

/** Converts a row of `AUDIT_COLUMNS`. */
export function toAudit([
  payment_id,
  version,
  at,
  actor,
  action,
  from_status,
  to_status,
  event_id,
  note,
  changes_json,
]: SqlRow): AuditEntry {
  return {
    payment_id,
    version,
    at,
    actor,
    action,
    from_status,
    to_status,
    event_id,
    note,
    changes: JSON.parse(String(changes_json)) as unknown,
  } as AuditEntry;
}

/**
 * Converts an audit entry to the parameters of a statement that writes it if the payment has
 * `write_id`.
 */
export function fromAudit(entry: AuditEntry, write_id: string): Values {
  const { payment_id, version, at, actor, action, from_status, to_status, event_id, note } = entry;
  return {
    payment_id,
    version,
    at,
    actor,
    action,
    from_status,
    to_status,
    event_id,
    note,
    changes_json: JSON.stringify(entry.changes),
    write_id,
  };
}

/** Returns the parameters that make the notices of a payment due from `version` on, if `notify`. */
export function fromNotify(notify: boolean, version: number): Values {
  return notify ? { notify_from: version, notify_at: 0 } : { notify_from: null, notify_at: null };
}
