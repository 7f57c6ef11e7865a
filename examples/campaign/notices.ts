// Compares what the host was notified of with what is in the audit.
import type { AuditEntry, Storage, WireNotice } from "@x/payment-server";
import type { Told } from "./host.ts";

/** The notices of a campaign. */
export interface NoticeCounts {
  /** The changes that the host must be notified of, from the audit. */
  notices_owed: number;
  /** The notices that it got, each counted once. */
  notices_told: number;
  /** The notices that it got more than once: a process was killed between the call and its mark. */
  notices_told_twice: number;
  /** The changes that it was never notified of. */
  notices_never: string[];
  /** Notices of changes that are not in the audit, and those sent before an earlier one. */
  notices_wrong: string[];
}

/** Names the change that a notice reports. */
export function changeOf(notice: WireNotice): string {
  if (notice.kind === "unmatched") return `${notice.event.event_id} unmatched`;
  return `${notice.payment.payment_id} ${notice.kind}`;
}

/**
 * Lists the changes that the host must be notified of, in order for each payment. It reads the
 * audit by itself, because the code that makes the notices is what a campaign tests.
 */
export async function owedNotices(
  storage: Storage,
  topup_ids: readonly string[],
): Promise<string[]> {
  const owed: string[] = [];
  for (const topup_id of topup_ids)
    for (const { payment_id } of await storage.listAttempts(topup_id))
      for (const entry of await storage.listAudit(payment_id))
        owed.push(...kindsOf(entry).map((kind) => `${payment_id} ${kind}`));
  return owed;
}

function kindsOf({ action, changes }: AuditEntry): string[] {
  const kinds = [];
  if (action === "open") kinds.push("opened");
  if (action === "stuck") kinds.push("stuck");
  if (changes.status === "held") kinds.push("held");
  if (changes.status === "paid") kinds.push("credited");
  return kinds;
}

/** Counts the notices. `told` is in the order of the calls. */
export function countNotices(owed: readonly string[], told: readonly Told[]): NoticeCounts {
  const ids = new Map(told.map(({ notice_id, change }) => [notice_id, change]));
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { notice_id } of told) (seen.has(notice_id) ? repeated : seen).add(notice_id);
  // The place of each change among all that were notified of, by its first call.
  const places = new Map([...ids.values()].map((change, place) => [change, place]));
  const placeOf = (change: string): number => places.get(change) ?? Infinity;
  const known = new Set(owed);
  const early = owed.filter((change, index) => {
    const before = owed[index - 1];
    return (
      before !== undefined && isSamePayment(before, change) && placeOf(change) < placeOf(before)
    );
  });
  return {
    notices_owed: owed.length,
    notices_told: ids.size,
    notices_told_twice: repeated.size,
    notices_never: owed.filter((change) => !places.has(change)),
    notices_wrong: [...[...ids.values()].filter((change) => !known.has(change)), ...early],
  };
}

function isSamePayment(one: string, other: string): boolean {
  return one.split(" ")[0] === other.split(" ")[0];
}
