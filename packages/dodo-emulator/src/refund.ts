import type { Payment, RefundListItem } from "dodopayments/resources/payments";
import type { Refund } from "dodopayments/resources/refunds";
import { timestampOf } from "./clock.ts";
import { DodoError } from "./errors.ts";
import { newId } from "./ids.ts";
import type { State } from "./state.ts";

/** How to refund. */
export interface RefundOptions {
  /** Minor units of the payment's currency, tax included; default all that is left. */
  amount?: number;
  /** Default `succeeded`; Dodo sends an event for `succeeded` and `failed` only. */
  status?: "succeeded" | "failed" | "pending" | "review";
  reason?: string;
}

/** Records a refund and updates the payment's `refunds` and `refund_status`. */
export function refundPayment(state: State, payment: Payment, options: RefundOptions, now: number): Refund {
  const left = payment.total_amount - refunded(payment);
  const amount = options.amount ?? left;
  if (!Number.isSafeInteger(amount) || amount <= 0 || amount > left) {
    throw new DodoError(422, "INVALID_REQUEST_PARAMETERS", `a refund must be a whole number from 1 to ${left}`);
  }
  const item: RefundListItem = {
    refund_id: newId("ref"),
    payment_id: payment.payment_id,
    business_id: payment.business_id,
    status: options.status ?? "succeeded",
    is_partial: amount < payment.total_amount,
    amount,
    currency: payment.currency,
    reason: options.reason ?? null,
    created_at: timestampOf(now),
  };
  const refund: Refund = { ...item, brand_id: payment.brand_id, metadata: {}, customer: payment.customer };
  state.refunds.set(refund.refund_id, refund);
  payment.refunds = [...(payment.refunds ?? []), item];
  if (refund.status === "succeeded") payment.refund_status = refunded(payment) < payment.total_amount ? "partial" : "full";
  payment.updated_at = timestampOf(now);
  return refund;
}

function refunded(payment: Payment): number {
  let sum = 0;
  for (const refund of payment.refunds ?? []) if (refund.status === "succeeded") sum += refund.amount ?? 0;
  return sum;
}
