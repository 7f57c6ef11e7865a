/**
 * Converts rows to events, credits and audit entries. Also converts events and audit entries to the
 * parameters of statements. A row is read by the positions of its values, so each function names
 * them in the order of the columns (`schema.ts`). Columns have the types of the fields, so only
 * `live` (0 or 1) and the changes of an audit entry (JSON) are converted. The casts are safe
 * because the rows come from our own tables.
 */
import type { AuditEntry } from "../../core/audit.ts";
import type { Credit, PaymentEvent } from "../../core/storage-records.ts";
import type { SqlRow, SqlValue } from "./driver.ts";

/** The parameters of a statement by name. */
export type Values = Record<string, SqlValue>;

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
 * Converts a row of a credit, which has the topup's id and then the values of `creditColumns`. The
 * database has computed `live` with its own clock.
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
 * Converts an audit entry to the parameters of a statement. `insertAudit` writes the entry only if
 * the payment has `write_id`; `closeAudit` does not use it.
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
