/** Payments with notices that are due, for the cases about them. */
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
/** The request that takes any row. */
export const ANY: NoticeRequest = { only: null, limit: 10, lease_ms: RESERVED };
/** The option with which a sample change makes a notice. */
export const NOTIFY = { notify: true } as const;

/** Takes the payments whose notices are due, and returns each with its first version. */
export async function taken(storage: Storage, only: string | null = null): Promise<string[]> {
  return shown(await storage.takeNotices("payment", { ...ANY, only }));
}

/** Returns each row with its first version, sorted. */
export function shown(due: readonly DueNotices[]): string[] {
  return due.map(({ id, from_version }) => `${id} from ${from_version}`).sort();
}

/** Inserts a payment and writes a change of it that the host has to be notified of. */
export async function insertDue(storage: Storage, name = "a"): Promise<Change> {
  const change = changeOf(await insertSample(storage, name), { status: "failed" }, NOTIFY);
  await storage.changePayment(change);
  return change;
}

/** Takes one payment. Throws if none is due. */
export async function takeOne(storage: Storage): Promise<DueNotices> {
  const [due] = await storage.takeNotices("payment", ANY);
  if (due === undefined) throw new Error("no notice is due");
  return due;
}

/** Returns what is stored after the notice of version 2 was sent; `fields` replaces fields. */
export function progress(fields: Partial<NoticeProgress>): NoticeProgress {
  return { from_version: 3, sent_version: null, wait_ms: RESERVED, attempts: 0, ...fields };
}
