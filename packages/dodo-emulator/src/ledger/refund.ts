import type { Payment, RefundListItem } from "dodopayments/resources/payments";
import type { Refund } from "dodopayments/resources/refunds";
import { timestampOf } from "../clock.ts";
import { DodoError, notFound, refused } from "../errors.ts";
import { newId } from "../ids.ts";
import type { State } from "./state.ts";

/** The options of a refund: how much is refunded and how the refund ends. */
export interface RefundOptions {
  /**
   * The amount, tax included, in minor units of the payment's currency. Default all that is left.
   */
  amount?: number;
  /** The refund's status. Default `succeeded`. Only `succeeded` and `failed` cause an event. */
  status?: "succeeded" | "failed" | "pending" | "review";
  reason?: string;
  /** The refund's own metadata; the payment's is not copied. */
  metadata?: Record<string, string | number | boolean>;
}

/**
 * Stores a refund and updates `refunds`, `refund_status` and `updated_at` of the payment. `now` is
 * in milliseconds. Throws a `DodoError` unless the amount is a whole number from 1 to what is left.
 */
export function refundPayment(
  state: State,
  payment: Payment,
  options: RefundOptions,
  now: number,
): Refund {
  const amount = refundAmount(payment, options.amount);
  const item: RefundListItem = {
    refund_id: newId("ref", now),
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
  updateRefundStatus(payment, now);
  return refund;
}

/**
 * Ends a refund that is pending or in review, and updates the payment. Throws `NOT_FOUND` if there
 * is no such refund, and `REFUND_ALREADY_FINISHED` if it has ended before. If `status` is
 * `succeeded` and less than the refund's amount is left of the payment, throws
 * `REFUND_AMOUNT_EXCEEDS_PAID_AMOUNT`.
 */
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
  const payment = state.payments.get(refund.payment_id);
  if (status === "succeeded" && payment !== undefined) refundAmount(payment, refund.amount ?? 0);
  refund.status = status;
  for (const item of payment?.refunds ?? []) if (item.refund_id === refund_id) item.status = status;
  if (payment !== undefined) updateRefundStatus(payment, now);
  return refund;
}

/** Returns the refund with the given id. Throws `NOT_FOUND` if there is none. */
export function findRefund(state: State, refund_id: string): Refund {
  const refund = state.refunds.get(refund_id);
  if (refund === undefined) throw notFound(`refund ${refund_id}`);
  return refund;
}

/** Returns how much of a payment can still be refunded: its total minus its successful refunds. */
export function refundable(payment: Payment): number {
  let left = payment.total_amount;
  for (const refund of payment.refunds ?? [])
    if (refund.status === "succeeded") left -= refund.amount ?? 0;
  return left;
}

function refundAmount(payment: Payment, given: number | undefined): number {
  const left = refundable(payment);
  const amount = given ?? left;
  const message = `a refund must be a whole number from 1 to ${left}`;
  if (!Number.isSafeInteger(amount) || amount <= 0)
    throw refused("INVALID_REQUEST_PARAMETERS", message);
  if (amount > left) throw refused("REFUND_AMOUNT_EXCEEDS_PAID_AMOUNT", message);
  return amount;
}

function updateRefundStatus(payment: Payment, now: number): void {
  const left = refundable(payment);
  if (left < payment.total_amount) payment.refund_status = left > 0 ? "partial" : "full";
  payment.updated_at = timestampOf(now);
}
