import type { Storage } from "../../core/storage.ts";
import { read, write } from "./driver.ts";
import { fromAudit, fromEvent, toEvent } from "./rows.ts";
import { required, type SqlRunner } from "./runner.ts";

/** Returns the methods of the storage that read, record, close and delete events. */
export function eventVerbs({
  sql,
  run,
  readOne,
}: SqlRunner): Pick<Storage, "readEvent" | "recordEvent" | "closeEvent" | "deleteEvents"> {
  return {
    readEvent: async (event_id) => await readOne(sql.readEvent, { event_id }, toEvent),
    async recordEvent(event, redecide, notify = false) {
      const values = { ...fromEvent(event), notify_at: notify ? 0 : null };
      const rows = await run([
        write(redecide ? sql.redecideEvent : sql.recordEvent, values),
        read(sql.readEvent, values),
      ]);
      return toEvent(required(rows[0]));
    },
    async closeEvent(event, audit) {
      const values = { ...fromEvent(event), notify_at: null };
      const rows = await run([
        write(sql.closeEvent, values),
        write(sql.closeAudit, fromAudit(audit, "")),
        read(sql.readEvent, values),
      ]);
      return toEvent(required(rows[0]));
    },
    deleteEvents: async (before, limit) =>
      (await run([write(sql.deleteEvents, { before, limit })])).length,
  };
}
