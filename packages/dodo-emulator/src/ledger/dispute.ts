import type { Dispute, DisputeStatus, GetDispute } from "dodopayments/resources/disputes";
import type { Payment } from "dodopayments/resources/payments";
import { timestampOf } from "../clock.ts";
import { newId } from "../ids.ts";
import type { DisputeStage } from "./records.ts";
import type { State } from "./state.ts";

/** The type of a webhook event about a dispute. */
export type DisputeEvent =
  `dispute.${"opened" | "expired" | "accepted" | "cancelled" | "challenged" | "won" | "lost"}`;

const statuses: Readonly<Record<DisputeEvent, DisputeStatus>> = {
  "dispute.opened": "dispute_opened",
  "dispute.expired": "dispute_expired",
  "dispute.accepted": "dispute_accepted",
  "dispute.cancelled": "dispute_cancelled",
  "dispute.challenged": "dispute_challenged",
  "dispute.won": "dispute_won",
  "dispute.lost": "dispute_lost",
};

/** The options of `dispute()`, which say what happens to a payment's dispute. */
export interface DisputeOptions {
  /**
   * The event type. The default `dispute.opened` opens a dispute. Any other type changes the
   * payment's last dispute. If the payment has no dispute, one is opened in the status of that
   * type.
   */
  type?: DisputeEvent;
  /**
   * Whether Visa's Rapid Dispute Resolution refunded the buyer before the chargeback. For such a
   * dispute, Dodo sends `dispute.lost` and no refund event, so set `type` to `dispute.lost` too.
   * Default false.
   */
  rdr?: boolean;
  /**
   * The stage of the dispute. Default `pre_dispute` if `rdr` is true, otherwise the current stage
   * of the dispute, or `dispute` for a new one.
   */
  stage?: DisputeStage;
}

/**
 * Opens a dispute or changes the payment's last one, and updates `disputes` and `updated_at` of the
 * payment. `now` is in milliseconds.
 */
export function disputePayment(
  state: State,
  payment: Payment,
  options: DisputeOptions,
  now: number,
): Dispute {
  const type = options.type ?? "dispute.opened";
  const before = type === "dispute.opened" ? undefined : payment.disputes?.at(-1);
  const dispute: Dispute = {
    dispute_id: before?.dispute_id ?? newId("dsp", now),
    payment_id: payment.payment_id,
    business_id: payment.business_id,
    // In Dodo's API this amount is a string, unlike every other amount.
    amount: String(payment.total_amount),
    currency: payment.currency,
    dispute_stage: options.stage ?? stageOf(options, before),
    dispute_status: statuses[type],
    is_resolved_by_rdr: options.rdr ?? false,
    remarks: null,
    created_at: before?.created_at ?? timestampOf(now),
  };
  state.disputes.set(dispute.dispute_id, dispute);
  const others = (payment.disputes ?? []).filter(
    (other) => other.dispute_id !== dispute.dispute_id,
  );
  payment.disputes = [...others, dispute];
  payment.updated_at = timestampOf(now);
  return dispute;
}

/**
 * Returns a dispute with its payment's customer, brand and provider, and a `reason` of `null`. This
 * is the form of `GET /disputes/{id}` and, according to most of Dodo's sources, of the dispute
 * events.
 */
export function disputeDetails(
  dispute: Dispute,
  { brand_id, customer, payment_provider }: Payment,
): GetDispute {
  return { ...dispute, brand_id, customer, payment_provider, reason: null };
}

function stageOf({ rdr }: DisputeOptions, before: Dispute | undefined): DisputeStage {
  return rdr === true ? "pre_dispute" : (before?.dispute_stage ?? "dispute");
}
