/** What a buyer is shown of a payment. */
import type { Context } from "./context.ts";
import { isSettled, isSoftEnd, type Payment } from "./payment.ts";

/** The statuses of a payment with money, the furthest first. */
const MONEY = ["paid", "crediting", "held"] as const;

/**
 * Returns the payment as a buyer is shown it: `paid` as soon as any payment of its topup is
 * credited, and, if this one has ended without money, the status of another one that has money, so
 * that the buyer does not pay again.
 */
export async function presentState(context: Context, payment: Payment): Promise<Payment> {
  if (isSettled(payment)) return payment;
  const payments = await context.storage.listAttempts(payment.topup_id);
  const shown = isSoftEnd(payment) ? MONEY : MONEY.slice(0, 1);
  const status = shown.find((money) => payments.some((other) => other.status === money));
  return status === undefined ? payment : { ...payment, status };
}

/**
 * Returns how long a client should wait before it polls again, in milliseconds, or `null` if
 * nothing is awaited.
 */
export function retryAfterMs(payment: Payment, now: number): number | null {
  if (isSettled(payment)) return null;
  const age = now - payment.updated_at;
  if (isSoftEnd(payment)) return null;
  return Math.min(30_000, Math.max(1_500, Math.floor(age / 10)));
}
