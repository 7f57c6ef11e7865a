import type { Storage } from "../../core/storage.ts";
import type { PaymentEvent } from "../../core/storage-records.ts";
import { addNotice } from "./notices.ts";
import { copyOrNull, DECIDED, type MemoryTables } from "./tables.ts";

/** Returns the methods of the storage that read, record, close and delete events. */
export function eventVerbs(
  tables: MemoryTables,
): Pick<Storage, "readEvent" | "recordEvent" | "closeEvent" | "deleteEvents"> {
  return {
    readEvent: async (event_id) => copyOrNull(tables.events.get(event_id)),
    recordEvent: async (event, redecide, notify = false) =>
      recordEvent(tables, event, redecide, notify),
    async closeEvent(event, audit) {
      const known = tables.events.get(event.event_id);
      if (known && !(known.sync_status === "held" && known.payment_id === null))
        return { ...known };
      tables.audit.push(structuredClone(audit));
      return recordEvent(tables, event, true, false);
    },
    async deleteEvents(before, limit) {
      const old = [...tables.events.values()]
        .filter(
          ({ event_id, sync_status, created_at }) =>
            (sync_status === "applied" || sync_status === "ignored") &&
            created_at < before &&
            !tables.notices.event.has(event_id),
        )
        .slice(0, limit);
      for (const { event_id } of old) tables.events.delete(event_id);
      return old.length;
    },
  };
}

/**
 * Inserts an event, or updates the stored one and counts one more attempt. Returns a copy of the
 * stored row. A decided event changes only if `redecide` is true. An update keeps the stored
 * `created_at`. If the new record has no payment id, the update keeps the stored one. If `notify`
 * is true and the event is written, a notice of it is due.
 */
export function recordEvent(
  tables: MemoryTables,
  event: PaymentEvent,
  redecide: boolean,
  notify: boolean,
): PaymentEvent {
  const { events } = tables;
  const known = events.get(event.event_id);
  if (known !== undefined && !redecide && DECIDED.has(known.sync_status)) return { ...known };
  const { created_at, attempts } = known ?? {
    created_at: event.created_at,
    attempts: event.attempts - 1,
  };
  const next = {
    ...event,
    payment_id: event.payment_id ?? known?.payment_id ?? null,
    created_at,
    attempts: attempts + 1,
  };
  events.set(event.event_id, next);
  if (notify) addNotice(tables, "event", event.event_id, 1);
  return { ...next };
}
