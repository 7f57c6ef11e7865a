/** The state of a payment as it is shown to a buyer. */
import type { Context } from "./context.ts";
import { isSettled, isSoftEnd, type Payment } from "./payment.ts";

/** The statuses of a payment for which money was received, the most advanced first. */
const MONEY = ["paid", "crediting", "held"] as const;

/**
 * Returns the payment with the status that a buyer is shown. The status is `paid` if any payment of
 * the topup is paid. If this payment has ended without being paid, but money was received for
 * another one, the status is that of the other payment, so that the buyer does not pay again.
 */
export async function presentState(context: Context, payment: Payment): Promise<Payment> {
  if (isSettled(payment)) return payment;
  const payments = await context.storage.listAttempts(payment.topup_id);
  const shown = isSoftEnd(payment) ? MONEY : MONEY.slice(0, 1);
  const status = shown.find((money) => payments.some((other) => other.status === money));
  return status === undefined ? payment : { ...payment, status };
}

/** Returns the milliseconds until a client should poll again, or `null` if it need not poll. */
export function retryAfterMs(payment: Payment, now: number): number | null {
  if (isSettled(payment)) return null;
  const age = now - payment.updated_at;
  if (isSoftEnd(payment)) return null;
  return Math.min(30_000, Math.max(1_500, Math.floor(age / 10)));
}
