import { isSettled, isSoftEnd, type Payment } from "./payment.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * So long after it was made, a row may not be stored yet, or a topup may be missing in a replica of
 * the host's database.
 */
export const YOUNG_MS: number = 15 * MINUTE;

/**
 * Whether a moment is recent. A moment in the future comes from a clock that is wrong, and counts
 * as recent only for a while.
 */
export function isYoung(since: number, now: number): boolean {
  return Math.abs(now - since) < YOUNG_MS;
}

/**
 * Soft ends are checked for so long: a declined buyer may have paid with another card, and the
 * webhook may be lost.
 */
export const SOFT_END_MS: number = 14 * DAY;

/**
 * The first and the longest pause between two checks, in milliseconds; the pause doubles in
 * between.
 */
const PAUSES = {
  pending: { first: 15_000, longest: HOUR },
  crediting: { first: 15_000, longest: 10 * MINUTE },
  // A replica of the host's database may lag for a moment.
  unconfirmed: { first: 2_000, longest: MINUTE },
  soft_end: { first: 5 * MINUTE, longest: 12 * HOUR },
};

/** A session counts as over so long after it was to expire: clocks differ. */
const GRACE_MS = 10 * MINUTE;

/**
 * Whether the checkout of this payment can no longer be paid. Without a stored session, its age
 * counts from the create.
 */
export function isSessionOver(payment: Payment, now: number): boolean {
  return now > (payment.expires_at ?? payment.created_at) + GRACE_MS;
}

/**
 * Returns when to check this payment next, in Unix milliseconds, or `null` if nothing is awaited.
 */
export function nextCheckAt(payment: Payment, now: number): number | null {
  if (isSettled(payment)) return null;
  if (isSoftEnd(payment) && now - payment.created_at > SOFT_END_MS) return null;
  const { first, longest } = PAUSES[pauseOf(payment)];
  return now + Math.min(longest, first * 2 ** Math.min(payment.attempts, 20));
}

function pauseOf(payment: Payment): keyof typeof PAUSES {
  if (isSoftEnd(payment)) return "soft_end";
  if (payment.status !== "crediting") return "pending";
  return payment.unconfirmed_since === null ? "crediting" : "unconfirmed";
}
