/** The host of a test: topups, a ledger of credits, and the identity of a request. */
import type { FinishExtra, Identity, Topup } from "../src/index.ts";

/**
 * A correct host: it marks the topup paid and books the credits in one step, guarded by the pending
 * status.
 */
export interface FakeHost {
  topups: Map<string, Topup>;
  /** The calls of `finishTopup`, in order. */
  calls: { topup_id: string; extra: FinishExtra }[];
  /** The booked credits, in order. */
  ledger: { topup_id: string; user_id: string; credits: number; idempotency_key: string }[];
  /** Run inside `finishTopup` before and after the booking; they may throw or wait. */
  before: ((topup_id: string, extra: FinishExtra) => unknown) | null;
  after: ((topup_id: string, extra: FinishExtra) => unknown) | null;
  /** Runs inside `readTopup`; it may throw or wait. */
  reading: ((topup_id: string) => unknown) | null;
  /** Adds a pending topup of 500 credits for 50 dollars; `topup` replaces fields of it. */
  addTopup(topup?: Partial<Topup>): Topup;
  balance(user_id: string): number;
}

/** Creates a host without topups. */
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

/** Marks the topup paid and books its credits, as `finishTopup` of a correct host does. */
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

/**
 * Reads the identity from `Authorization: Bearer user:<id>` or `Bearer admin`, or from a cookie
 * `session=…` of the same form.
 */
export function identityOf(request: Request): Identity | null {
  const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  const identity = bearer ?? /session=([^;]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
  if (identity === "admin") return { user_id: "root", admin: true };
  const user_id = /^user:(.+)$/.exec(identity ?? "")?.[1];
  return user_id === undefined ? null : { user_id };
}
