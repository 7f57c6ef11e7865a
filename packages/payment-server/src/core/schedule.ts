import { isSettled, isSoftEnd, type Payment } from "./payment.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is this young may still be on its way: a row into storage, a topup into a replica of the host's. */
export const YOUNG_MS: number = 15 * MINUTE;

/** Whether this moment is recent; one in the future is a clock that is wrong, and is not for long. */
export function isYoung(since: number, now: number): boolean {
  return Math.abs(now - since) < YOUNG_MS;
}

/** A declined buyer may have paid with another card and the webhook been lost: soft ends are asked about this long. */
export const SOFT_END_MS: number = 14 * DAY;

/** First pause and longest pause between two checks; the pause doubles in between. */
const PAUSES = {
  pending: { first: 15_000, longest: HOUR },
  crediting: { first: 15_000, longest: 10 * MINUTE },
  // The host's database may be read through a replica that lags.
  unconfirmed: { first: 2_000, longest: MINUTE },
  soft_end: { first: 5 * MINUTE, longest: 12 * HOUR },
};

/** How long a session may outlive its own word before it counts as over. */
const GRACE_MS = 10 * MINUTE;

/** Whether the page of this payment can no longer be paid. One that was never stored counts from when it was asked for. */
export function isSessionOver(payment: Payment, now: number): boolean {
  return now > (payment.expires_at ?? payment.created_at) + GRACE_MS;
}

/** When to look at this payment again, or `null` when nothing is awaited. */
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

/** How long a client should wait before it asks again. */
export function retryAfterMs(payment: Payment, now: number): number | null {
  if (isSettled(payment)) return null;
  const age = now - payment.updated_at;
  if (isSoftEnd(payment)) return null;
  return Math.min(30_000, Math.max(1_500, Math.floor(age / 10)));
}
