/** Functions and constants for cases about notices. */
import type { Storage } from "../../core/storage.ts";
import type {
  Change,
  DueNotices,
  NoticeProgress,
  NoticeRequest,
} from "../../core/storage-records.ts";
import { changeOf, insertSample } from "./records.ts";

/** How long each row is reserved, in milliseconds. */
export const RESERVED = 30_000;
/** The request that takes whichever rows are due, at most ten. */
export const ANY: NoticeRequest = { only: null, limit: 10, lease_ms: RESERVED };
/** The options of `changeOf()` for a change that the host has to be notified of. */
export const NOTIFY = { notify: true } as const;

/**
 * Takes up to ten payments whose notices are due, or only the payment with the id `only`. Returns
 * them as `shown()` does.
 */
export async function taken(storage: Storage, only: string | null = null): Promise<string[]> {
  return shown(await storage.takeNotices("payment", { ...ANY, only }));
}

/** Returns a text such as `pmt_a from 2` for each row, sorted. The number is `from_version`. */
export function shown(due: readonly DueNotices[]): string[] {
  return due.map(({ id, from_version }) => `${id} from ${from_version}`).sort();
}

/** Inserts a payment, and writes and returns a change that the host has to be notified of. */
export async function insertDue(storage: Storage, name = "a"): Promise<Change> {
  const change = changeOf(await insertSample(storage, name), { status: "failed" }, NOTIFY);
  await storage.changePayment(change);
  return change;
}

/** Takes up to ten payments whose notices are due, and returns the first. Throws if none is due. */
export async function takeOne(storage: Storage): Promise<DueNotices> {
  const [due] = await storage.takeNotices("payment", ANY);
  if (due === undefined) throw new Error("no notice is due");
  return due;
}

/**
 * Returns the progress to store when the notice of version 2 was sent and later notices wait;
 * `fields` replaces single fields.
 */
export function progress(fields: Partial<NoticeProgress>): NoticeProgress {
  return { from_version: 3, sent_version: null, wait_ms: RESERVED, attempts: 0, ...fields };
}
