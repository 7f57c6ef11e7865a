import type { Host } from "../host.ts";
import type { NoticeSubject } from "../storage-records.ts";

/** The notices that this process sends after its answers. All requests share the object. */
export interface NoticeQueue {
  waiting: [id: string, subject: NoticeSubject][];
  /** The number of rows whose notices are being sent. */
  running: number;
  /** Whether the last call of `notify()` has failed. The first failure is logged. */
  failing: boolean;
}

/** Creates an empty queue. */
export function createNoticeQueue(): NoticeQueue {
  return { waiting: [], running: 0, failing: false };
}

/**
 * Remembers that the request writes a row with a notice, which is sent after the answer. Returns
 * `false` if the host is not notified.
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
