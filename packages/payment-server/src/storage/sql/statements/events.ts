import { AUDIT_COLUMNS, EVENT_COLUMNS } from "../schema.ts";
import { columnList, DECIDED, typedParameters, type Fragments } from "./fragments.ts";

/** Statements on events and on audit entries. */
export type EventStatements = Readonly<
  Record<
    | "readEvent"
    | "recordEvent"
    | "deleteEvents"
    | "redecideEvent"
    | "recordEventWith"
    | "closeEvent"
    | "closeAudit"
    | "insertAudit"
    | "readAudit",
    string
  >
>;

/** Builds the statements on events and on the audit. */
export function eventStatements({ events, audit, written }: Fragments): EventStatements {
  const insert = `INSERT INTO ${events} (${columnList(EVENT_COLUMNS)}`;
  const values = `notify_at) VALUES (${columnList(EVENT_COLUMNS, ":")}, :notify_at)`;
  // An update keeps the stored `created_at`, and the stored payment id if the new record has none.
  const update = `type = excluded.type, sync_status = excluded.sync_status, sync_error = excluded.sync_error, payload_json = excluded.payload_json,
    payment_id = COALESCE(excluded.payment_id, ${events}.payment_id), attempts = ${events}.attempts + 1, updated_at = excluded.updated_at,
    notify_at = COALESCE(${events}.notify_at, excluded.notify_at)`;
  const insertAudit = `INSERT INTO ${audit} (${columnList(AUDIT_COLUMNS)}) SELECT ${typedParameters(AUDIT_COLUMNS)} WHERE EXISTS`;
  return {
    readEvent: `SELECT ${columnList(EVENT_COLUMNS)} FROM ${events} WHERE event_id = :event_id`,
    recordEvent: `${insert}, ${values}
      ON CONFLICT (event_id) DO UPDATE SET ${update} WHERE ${events}.sync_status NOT IN ${DECIDED}`,
    redecideEvent: `${insert}, ${values}
      ON CONFLICT (event_id) DO UPDATE SET ${update}`,
    // Records the event of a change only if the change was written.
    recordEventWith: `${insert}) SELECT ${typedParameters(EVENT_COLUMNS)} WHERE EXISTS (${written("changed_id")})
      ON CONFLICT (event_id) DO UPDATE SET ${update} WHERE ${events}.sync_status NOT IN ${DECIDED}`,
    closeEvent: `${insert}, ${values} ON CONFLICT (event_id) DO UPDATE SET ${update} WHERE ${events}.sync_status = 'held' AND ${events}.payment_id IS NULL`,
    // Adds the audit entry of a close only if the event is closed. A second close adds no entry.
    closeAudit: `${insertAudit} (SELECT 1 FROM ${events} WHERE event_id = :payment_id AND sync_error = 'closed') ON CONFLICT DO NOTHING`,
    deleteEvents: `DELETE FROM ${events} WHERE event_id IN (SELECT event_id FROM ${events} WHERE sync_status IN ('applied', 'ignored') AND created_at < :before AND notify_at IS NULL LIMIT :limit)
      RETURNING event_id`,
    insertAudit: `${insertAudit} (${written("payment_id")}) ON CONFLICT DO NOTHING`,
    readAudit: `SELECT ${columnList(AUDIT_COLUMNS)} FROM ${audit} WHERE payment_id = :payment_id ORDER BY version`,
  };
}
