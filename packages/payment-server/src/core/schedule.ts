import { isSettled, isSoftEnd, type Payment } from "./payment.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long a payment counts as young, in milliseconds. During this time its row may not be stored
 * yet, and its topup may be missing in a replica of the host's database.
 */
export const YOUNG_MS: number = 15 * MINUTE;

/**
 * Whether `since` is less than 15 minutes ago. A time in the future comes from a wrong clock, and
 * counts as recent if it is less than 15 minutes ahead.
 */
export function isYoung(since: number, now: number): boolean {
  return Math.abs(now - since) < YOUNG_MS;
}

/**
 * How long a payment that has ended without being paid is still checked, in milliseconds after its
 * creation. A declined buyer may have paid with another card, and the webhook may be lost.
 */
export const SOFT_END_MS: number = 14 * DAY;

/**
 * The first and the longest pause between two checks of a payment, in milliseconds. The pause
 * doubles with each check.
 */
const PAUSES = {
  pending: { first: 15_000, longest: HOUR },
  crediting: { first: 15_000, longest: 10 * MINUTE },
  // The topup is read again soon, since a replica of the host's database may lag for a moment.
  unconfirmed: { first: 2_000, longest: MINUTE },
  soft_end: { first: 5 * MINUTE, longest: 12 * HOUR },
};

/** How long after its expiry a session counts as over, in milliseconds, since clocks differ. */
const GRACE_MS = 10 * MINUTE;

/**
 * Whether the checkout of this payment can no longer be paid because its session has expired. If no
 * expiry is stored, the time when the row was created counts as the expiry.
 */
export function isSessionOver(payment: Payment, now: number): boolean {
  return now > (payment.expires_at ?? payment.created_at) + GRACE_MS;
}

/** Returns when to check this payment next, in Unix milliseconds, or `null` for never. */
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
