import type { Payment, RefundListItem } from "dodopayments/resources/payments";
import type { Refund } from "dodopayments/resources/refunds";
import { timestampOf } from "./clock.ts";
import { DodoError, notFound, refused } from "./errors.ts";
import { newId } from "./ids.ts";
import type { State } from "./state.ts";

/** How to refund. */
export interface RefundOptions {
  /** Minor units of the payment's currency, tax included; default all that is left. */
  amount?: number;
  /** Default `succeeded`; Dodo sends an event for `succeeded` and `failed` only. */
  status?: "succeeded" | "failed" | "pending" | "review";
  reason?: string;
  metadata?: Record<string, string | number | boolean>;
}

/** Records a refund and updates the payment's `refunds` and `refund_status`. */
export function refundPayment(
  state: State,
  payment: Payment,
  options: RefundOptions,
  now: number,
): Refund {
  const left = refundable(payment);
  const amount = options.amount ?? left;
  if (!Number.isSafeInteger(amount) || amount <= 0)
    throw refused(
      "INVALID_REQUEST_PARAMETERS",
      `a refund must be a whole number from 1 to ${left}`,
    );
  if (amount > left)
    throw refused(
      "REFUND_AMOUNT_EXCEEDS_PAID_AMOUNT",
      `a refund must be a whole number from 1 to ${left}`,
    );
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
  const refund: Refund = {
    ...item,
    brand_id: payment.brand_id,
    metadata: options.metadata ?? {},
    customer: payment.customer,
  };
  state.refunds.set(refund.refund_id, refund);
  payment.refunds = [...(payment.refunds ?? []), item];
  noteRefunds(payment, now);
  return refund;
}

/** Ends a refund that is still open, and notes it in the payment; throws if it already ended. */
export function finishRefund(
  state: State,
  refund_id: string,
  status: "succeeded" | "failed",
  now: number,
): Refund {
  const refund = findRefund(state, refund_id);
  if (refund.status === "succeeded" || refund.status === "failed")
    throw new DodoError(
      409,
      "REFUND_ALREADY_FINISHED",
      `refund ${refund_id} is already ${refund.status}`,
    );
  refund.status = status;
  const payment = state.payments.get(refund.payment_id);
  for (const item of payment?.refunds ?? []) if (item.refund_id === refund_id) item.status = status;
  if (payment !== undefined) noteRefunds(payment, now);
  return refund;
}

/** The refund with this id; throws NOT_FOUND. */
export function findRefund(state: State, refund_id: string): Refund {
  const refund = state.refunds.get(refund_id);
  if (refund === undefined) throw notFound(`refund ${refund_id}`);
  return refund;
}

/** What is left of a payment after the refunds that succeeded, tax included. */
export function refundable(payment: Payment): number {
  let left = payment.total_amount;
  for (const refund of payment.refunds ?? [])
    if (refund.status === "succeeded") left -= refund.amount ?? 0;
  return left;
}

function noteRefunds(payment: Payment, now: number): void {
  const left = refundable(payment);
  if (left < payment.total_amount) payment.refund_status = left > 0 ? "partial" : "full";
  payment.updated_at = timestampOf(now);
}
