import type { Dispute, DisputeStatus, GetDispute } from "dodopayments/resources/disputes";
import type { Payment } from "dodopayments/resources/payments";
import { timestampOf } from "./clock.ts";
import { newId } from "./ids.ts";
import type { DisputeStage } from "./records.ts";
import type { State } from "./state.ts";

/** The events of a dispute. */
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

/** How a dispute moves. */
export interface DisputeOptions {
  /** Default `dispute.opened`; any other moves the payment's open dispute along, or begins a new one. */
  type?: DisputeEvent;
  /** Resolved by Visa's Rapid Dispute Resolution: the money is gone and no refund event follows. */
  rdr?: boolean;
  stage?: DisputeStage;
}

/** Records a dispute, or moves the payment's last one, and shows it in the payment's `disputes`. */
export function disputePayment(
  state: State,
  payment: Payment,
  options: DisputeOptions,
  now: number,
): Dispute {
  const type = options.type ?? "dispute.opened";
  const before = type === "dispute.opened" ? undefined : payment.disputes?.at(-1);
  const dispute: Dispute = {
    dispute_id: before?.dispute_id ?? newId("dsp"),
    payment_id: payment.payment_id,
    business_id: payment.business_id,
    // A string in Dodo's types, unlike every other amount.
    amount: String(payment.total_amount),
    currency: payment.currency,
    dispute_stage:
      options.stage ??
      (options.rdr === true ? "pre_dispute" : (before?.dispute_stage ?? "dispute")),
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

/** A dispute as `GET /disputes/{id}` and, by most sources, the events show it: with the payment's customer, and a reason. */
export function disputeDetails(
  dispute: Dispute,
  { brand_id, customer, payment_provider }: Payment,
): GetDispute {
  return { ...dispute, brand_id, customer, payment_provider, reason: null };
}
