import type { Host } from "../host.ts";
import type { NoticeSubject } from "../storage-records.ts";

/** A loop that sends the notices of waiting rows, one row after the other. */
export interface NoticeSender {
  /** When it began with its current row, by `ticks()`. */
  began_at: number;
}

/** The rows whose notices this process sends after its answers. All requests share this object. */
export interface NoticeQueue {
  waiting: [id: string, subject: NoticeSubject][];
  senders: Set<NoticeSender>;
  /** Whether the last call of `notify()` has failed. If so, a further failure is not logged. */
  failing: boolean;
}

/** Creates an empty queue. */
export function createNoticeQueue(): NoticeQueue {
  return { waiting: [], senders: new Set(), failing: false };
}

/**
 * Adds a row with a notice to `unsent`, so that the notice is sent after the answer, and returns
 * `true`. If the host has no `notify()`, adds nothing and returns `false`.
 */
export function noteUnsent(
  { host, unsent }: { host: Pick<Host, "notify">; unsent: Map<string, NoticeSubject> },
  subject: NoticeSubject,
  id: string,
): boolean {
  if (host.notify === null) return false;
  unsent.set(id, subject);
  return true;
}
