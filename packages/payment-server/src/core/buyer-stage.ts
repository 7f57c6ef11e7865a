/** Decides what a buyer is told about a payment. The functions are pure. */
import type { Payment, PaymentStatus } from "./payment.ts";
import { isProcessing, isUntried } from "./provider-status.ts";

/**
 * What a buyer is told about a payment. The status `pending` is divided into three stages.
 * `unpaid`: the provider has just been queried and knows of no money. `bank`: the buyer has paid,
 * and the provider is still processing the money, which takes days for a bank debit. `confirming`:
 * any other pending payment; money may be on its way. Every other stage is the status itself.
 */
export type BuyerStage = "unpaid" | "confirming" | "bank" | Exclude<PaymentStatus, "pending">;

/**
 * Returns the stage of a stored payment. `asked_since` is the time from which an answer of the
 * provider counts as new, in Unix milliseconds. Without such an answer no payment is `unpaid`,
 * because the buyer may have paid after an older answer.
 */
export function buyerStageOf(payment: Payment, asked_since: number): BuyerStage {
  if (payment.status !== "pending") return payment.status;
  if (isProcessing(payment)) return "bank";
  const asked = payment.answered_at !== null && payment.answered_at >= asked_since;
  return asked && payment.provider_session_id !== null && isUntried(payment)
    ? "unpaid"
    : "confirming";
}

/** Whether the buyer is told that this payment is not paid, and may therefore pay again. */
export function invitesToPay(stage: BuyerStage): boolean {
  return stage === "unpaid" || stage === "failed" || stage === "canceled" || stage === "expired";
}
