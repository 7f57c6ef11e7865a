import type { Storage } from "../../core/storage.ts";
import type { NoticeSubject } from "../../core/storage-records.ts";
import { LONGEST_LEASE_MS } from "../../core/time-limits.ts";
import type { MemoryTables, WaitingNotices } from "./tables.ts";

/**
 * Returns the methods of the storage that reserve due notices, and record which of them were sent.
 */
export function noticeVerbs(tables: MemoryTables): Pick<Storage, "takeNotices" | "storeNotified"> {
  const { clock, notices, payments } = tables;
  return {
    async takeNotices(subject, { only, limit, lease_ms }) {
      const isDue = ({ notify_at }: WaitingNotices): boolean =>
        notify_at <= clock() || (only === null && notify_at > clock() + LONGEST_LEASE_MS);
      const due = [...notices[subject]]
        .filter(([id, row]) => isDue(row) && (only === null || id === only))
        .sort(([, a], [, b]) => a.notify_at - b.notify_at)
        .slice(0, limit);
      return due.map(([id, { from_version, attempts: before }]) => {
        const taken = { from_version, attempts: before + 1 };
        const lease = clock() + lease_ms;
        notices[subject].set(id, { ...taken, notify_at: lease });
        return { id, ...taken, lease };
      });
    },
    async storeNotified(subject, { id, lease }, progress) {
      if (notices[subject].get(id)?.notify_at !== lease) return null;
      const version = subject === "event" ? 1 : payments.get(id)?.version;
      if (version === progress.sent_version) {
        notices[subject].delete(id);
        return null;
      }
      const { from_version, attempts } = progress;
      const notify_at = clock() + progress.wait_ms;
      notices[subject].set(id, { from_version, attempts, notify_at });
      return notify_at;
    },
  };
}

/** Makes the notices of a row due from `from_version` on, unless earlier ones wait already. */
export function addNotice(
  { notices }: MemoryTables,
  subject: NoticeSubject,
  id: string,
  from_version: number,
): void {
  if (!notices[subject].has(id))
    notices[subject].set(id, { from_version, notify_at: 0, attempts: 0 });
}
