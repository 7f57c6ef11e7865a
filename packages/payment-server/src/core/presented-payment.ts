/** Returns the state of a payment as it is shown to a buyer. */
import { buyerStageOf, invitesToPay, type BuyerStage } from "./buyer-stage.ts";
import type { Context } from "./context.ts";
import { isSettled, isSoftEnd, type Payment } from "./payment.ts";
import { saleOf } from "./verdict.ts";
import { otherMoney } from "./other-money.ts";

/** A payment in the form in which a buyer sees it, and its stage. */
export interface PresentedPayment {
  payment: Payment;
  stage: BuyerStage;
}

/**
 * Returns the payment as it is shown to a buyer. A settled payment is shown with its own status.
 * Any other payment is shown as paid if another payment of the topup is paid.
 *
 * A buyer who is told that a payment is not paid may pay again. In this case, if the money of
 * another payment of the topup has arrived or may be on its way, the status of that other payment
 * is shown instead. The invoice of the other payment is shown only if both payments have the same
 * user, because the host may have given the topup to another user.
 *
 * `credits` is the number of credits that the user of `payment` gets from the payment whose status
 * is shown (`creditsFor()`). `asked_since` is explained at `buyerStageOf()`.
 */
export async function presentPayment(
  context: Context,
  payment: Payment,
  asked_since: number,
): Promise<PresentedPayment> {
  const stage = buyerStageOf(payment, asked_since);
  const own = { payment: { ...payment, credits: creditsFor(payment, payment) }, stage };
  if (isSettled(payment)) return own;
  const payments = await context.storage.listAttempts(payment.topup_id);
  const other = otherMoney(payments, invitesToPay(stage));
  if (other === null || other.payment_id === payment.payment_id) return own;
  const { status, provider_status } = other;
  const shown = {
    ...payment,
    status,
    provider_status,
    invoice_url: other.user_id === payment.user_id ? other.invoice_url : null,
    credits: creditsFor(payment, other),
  };
  return { payment: shown, stage: buyerStageOf(shown, Number.POSITIVE_INFINITY) };
}

/**
 * Returns how many credits the user of the first payment gets from `other`: 0 if another user gets
 * them. An administrator may have accepted another user and other credits than those of the
 * checkout.
 */
export function creditsFor({ user_id }: Payment, other: Payment): number {
  const sale = saleOf(other);
  return sale.user_id === user_id ? sale.credits : 0;
}

/** Returns the milliseconds until a client should poll again, or `null` if it need not poll. */
export function retryAfterMs(payment: Payment, now: number): number | null {
  if (isSettled(payment)) return null;
  const age = now - payment.updated_at;
  if (isSoftEnd(payment)) return null;
  return Math.min(30_000, Math.max(1_500, Math.floor(age / 10)));
}
