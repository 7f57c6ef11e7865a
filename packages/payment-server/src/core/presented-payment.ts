/** The state of a payment as it is shown to a buyer. */
import { buyerStageOf, invitesToPay, type BuyerStage } from "./buyer-stage.ts";
import type { Context } from "./context.ts";
import { isSettled, isSoftEnd, type Payment } from "./payment.ts";
import { mayStillSucceed } from "./provider-status.ts";
import { saleOf } from "./verdict.ts";

/** A payment as a buyer is shown it, and its stage. */
export interface PresentedPayment {
  payment: Payment;
  stage: BuyerStage;
}

/**
 * Returns the payment as a buyer is shown it. If any payment of the topup is paid, this one is shown
 * as paid. If the buyer would be told that this payment is not paid, and the money of another
 * payment of the topup has arrived or may be on its way, the status of that payment is shown, so
 * that the buyer does not pay again. `asked_since` is explained at `buyerStageOf()`.
 */
export async function presentPayment(
  context: Context,
  payment: Payment,
  asked_since: number,
): Promise<PresentedPayment> {
  const stage = buyerStageOf(payment, asked_since);
  // An administrator may have accepted other credits than those of the checkout.
  const own = { payment: { ...payment, credits: saleOf(payment).credits }, stage };
  if (isSettled(payment)) return own;
  const payments = await context.storage.listAttempts(payment.topup_id);
  const other = otherMoney(payments, invitesToPay(stage));
  if (other === null || other.payment_id === payment.payment_id) return own;
  const { status, provider_status, invoice_url } = other;
  const shown = {
    ...payment,
    status,
    provider_status,
    invoice_url,
    credits: saleOf(other).credits,
  };
  return { payment: shown, stage: buyerStageOf(shown, Number.POSITIVE_INFINITY) };
}

/**
 * Returns the payment whose money decides about the topup: a paid one, or, if `any` is set, the one
 * that has come furthest. Returns `null` if there is none.
 */
function otherMoney(payments: readonly Payment[], any: boolean): Payment | null {
  const tests = [
    ({ status }: Payment): boolean => status === "paid",
    ...(any
      ? [
          ({ status }: Payment): boolean => status === "crediting",
          ({ status }: Payment): boolean => status === "held",
          mayStillSucceed,
        ]
      : []),
  ];
  for (const test of tests) {
    const found = payments.find(test);
    if (found !== undefined) return found;
  }
  return null;
}

/** Returns the milliseconds until a client should poll again, or `null` if it need not poll. */
export function retryAfterMs(payment: Payment, now: number): number | null {
  if (isSettled(payment)) return null;
  const age = now - payment.updated_at;
  if (isSoftEnd(payment)) return null;
  return Math.min(30_000, Math.max(1_500, Math.floor(age / 10)));
}
