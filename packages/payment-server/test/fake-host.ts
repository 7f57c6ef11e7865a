/** The host application of the tests: its topups and a ledger of credits, in memory. */
import type { FinishExtra, Topup } from "../src/index.ts";

/**
 * A correct host: it marks the topup paid and adds the credits in one step, guarded by the pending
 * status.
 */
export interface FakeHost {
  topups: Map<string, Topup>;
  /** Every call of `finishTopup`, in order. */
  calls: { topup_id: string; extra: FinishExtra }[];
  /** Every credit that was added, in order. */
  ledger: { topup_id: string; user_id: string; credits: number; idempotency_key: string }[];
  /** Runs inside `finishTopup` before the credits are added; may throw or wait. */
  before: ((topup_id: string, extra: FinishExtra) => unknown) | null;
  /** Runs inside `finishTopup` after the credits were added; may throw or wait. */
  after: ((topup_id: string, extra: FinishExtra) => unknown) | null;
  /** Runs inside `readTopup`; may throw or wait. */
  reading: ((topup_id: string) => unknown) | null;
  /** Adds a pending topup of 500 credits for 50 USD of the user `ada`, but for the given fields. */
  addTopup(topup?: Partial<Topup>): Topup;
  /** Returns the sum of the credits that the user has in the ledger. */
  balance(user_id: string): number;
}

/** Makes a host without topups. */
export function createHost(): FakeHost {
  const host: FakeHost = {
    topups: new Map(),
    calls: [],
    ledger: [],
    before: null,
    after: null,
    reading: null,
    addTopup(topup = {}) {
      const whole: Topup = {
        topup_id: `tu_${host.topups.size + 1}`,
        user_id: "ada",
        credits: 500,
        usd_cents: 5_000,
        status: "pending",
        ...topup,
      };
      host.topups.set(whole.topup_id, whole);
      return whole;
    },
    balance: (user_id) =>
      host.ledger
        .filter((entry) => entry.user_id === user_id)
        .reduce((sum, { credits }) => sum + credits, 0),
  };
  return host;
}

/** Finishes a topup as the host in memory does it. Throws if the topup is not pending. */
export async function finishTopup(
  host: FakeHost,
  topup_id: string,
  extra: FinishExtra,
): Promise<void> {
  host.calls.push({ topup_id, extra });
  await host.before?.(topup_id, extra);
  const topup = host.topups.get(topup_id);
  if (topup === undefined) throw new Error("no such topup");
  if (topup.status !== "pending") throw new Error("already paid");
  host.topups.set(topup_id, { ...topup, status: "paid" });
  host.ledger.push({
    topup_id,
    user_id: topup.user_id,
    credits: topup.credits,
    idempotency_key: extra.idempotency_key,
  });
  await host.after?.(topup_id, extra);
}
