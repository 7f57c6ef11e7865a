import { isSettled, isSoftEnd, type Payment } from "./payment.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A declined buyer may have paid with another card and the webhook been lost: soft ends are asked about this long. */
export const SOFT_END_MS: number = 14 * DAY;

/** First pause and longest pause between two checks; the pause doubles in between. */
const PAUSES = {
  pending: { first: 15_000, longest: HOUR },
  crediting: { first: 15_000, longest: 10 * MINUTE },
  soft_end: { first: 5 * MINUTE, longest: 12 * HOUR },
};

/** When to look at this payment again, or `null` when nothing is awaited. */
export function nextCheckAt(payment: Payment, now: number): number | null {
  if (isSettled(payment)) return null;
  if (isSoftEnd(payment) && now - payment.created_at > SOFT_END_MS) return null;
  const { first, longest } = isSoftEnd(payment) ? PAUSES.soft_end : PAUSES[payment.status === "crediting" ? "crediting" : "pending"];
  return now + Math.min(longest, first * 2 ** Math.min(payment.attempts, 20));
}

/** How long a client should wait before it asks again. */
export function retryAfterMs(payment: Payment, now: number): number | null {
  if (isSettled(payment)) return null;
  const age = now - payment.updated_at;
  if (isSoftEnd(payment)) return null;
  return Math.min(30_000, Math.max(1_500, Math.floor(age / 10)));
}
