import type { Dispute } from "dodopayments/resources/disputes";
import type { Payment } from "dodopayments/resources/payments";
import { timestampOf } from "../clock.ts";
import type { Account } from "./account.ts";
import { giveUp } from "./declined.ts";
import { disputeDetails, type DisputeEvent } from "./dispute.ts";
import type { PaymentResult } from "./payment-result.ts";
import type { Refund } from "./records.ts";

/** A webhook event, from which the body of each delivery is built. */
export interface WebhookEvent {
  type: string;
  /** The time of the event, in ISO 8601. */
  timestamp: string;
  /** The id of the payment that the event is about; `null` if it is about none. */
  payment_id: string | null;
  /**
   * Returns the payload. The function is called at each delivery attempt, because Dodo documents
   * `data` as "the latest data at the time of delivery attempt".
   */
  data: () => Record<string, unknown>;
}

/** Builds the event `payment.<result>` of a payment whose status has changed. */
export function paymentEvent(
  account: Account,
  payment: Payment,
  result: PaymentResult,
): WebhookEvent {
  const { payment_id } = payment;
  return eventOf(account, `payment.${result}`, payment_id, () => {
    const shown = { ...(account.state.payments.get(payment_id) ?? payment) };
    // In a published delivery (January 2026) the status is `failed`, although the buyer could still
    // pay.
    if (result === "failed") giveUp(shown);
    return { payload_type: "Payment", ...shown };
  });
}

/** Builds the event of a refund that has ended; returns `null` if it is pending or in review. */
export function refundEvent(account: Account, refund: Refund): WebhookEvent | null {
  const { refund_id, payment_id, status } = refund;
  if (status !== "succeeded" && status !== "failed") return null;
  return eventOf(account, `refund.${status}`, payment_id, () => ({
    payload_type: "Refund",
    ...(account.state.refunds.get(refund_id) ?? refund),
  }));
}

/** Builds the event of a dispute. The option `dispute_events` decides which fields it has. */
export function disputeEvent(
  account: Account,
  type: DisputeEvent,
  dispute: Dispute,
  payment: Payment,
): WebhookEvent {
  return eventOf(account, type, payment.payment_id, () => {
    const shown = account.state.disputes.get(dispute.dispute_id) ?? dispute;
    return {
      payload_type: "Dispute",
      ...(account.settings.dispute_events === "full" ? disputeDetails(shown, payment) : shown),
    };
  });
}

function eventOf(
  { settings }: Account,
  type: string,
  payment_id: string,
  data: WebhookEvent["data"],
): WebhookEvent {
  return { type, timestamp: timestampOf(settings.clock.now()), payment_id, data };
}
