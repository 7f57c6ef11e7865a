/**
 * Lists the refunds and disputes of a payment and of a delivery, so that the core can tell whether
 * the API shows what was delivered.
 */
import type { Reversal, ReversalState } from "../../core/report.ts";
import { readable } from "./fields.ts";
import { toDisputeStatus, type ReversalFields } from "./reversals.ts";

/**
 * Returns the refunds and disputes of a payment. An entry without an id stands for all refunds or
 * for all disputes. Such an entry is added if the payment counts as refunded in full, if it has a
 * refund status but lists no refund, or if a refund or a dispute cannot be read.
 */
export function listedReversals({ refund_status, refunds, disputes }: ReversalFields): Reversal[] {
  const [refunded, disputed] = [readable(refunds), readable(disputes)];
  const listed: Reversal[] = [
    ...refunded.items.map(({ refund_id, status }) => refundOf(refund_id, status)),
    ...disputed.items.map(({ dispute_id, dispute_status }) =>
      disputeOf(dispute_id, dispute_status),
    ),
  ];
  if (refund_status === "full") listed.push(refundOf(null, "succeeded"));
  if (!refunded.whole || (refund_status !== null && refunded.items.length === 0))
    listed.push(refundOf(null, null));
  if (!disputed.whole) listed.push(disputeOf(null, null));
  return listed;
}

/** The fields of a delivery's `data` that describe its refund or dispute. */
export interface DeliveredReversal {
  refund_id: string | null;
  status: string | null;
  dispute_id: string | null;
  dispute_status: string | null;
}

/**
 * Returns the refund or dispute of a delivery. If the body states no status, the status is taken
 * from the event's type, such as `refund.succeeded`.
 */
export function deliveredReversal(type: string, data: DeliveredReversal | null): Reversal {
  const [subject, event = ""] = type.split(".");
  return subject === "refund"
    ? refundOf(data?.refund_id ?? null, data?.status ?? event)
    : disputeOf(data?.dispute_id ?? null, data?.dispute_status ?? `dispute_${event}`);
}

/** Returns a refund. `pending`, `review` and any unknown status are `open`; `null` stays `null`. */
function refundOf(id: string | null, status: string | null): Reversal {
  const decided = status === null ? null : (REFUND_STATES.get(status) ?? "open");
  return { kind: "refund", id, state: decided };
}

const REFUND_STATES: ReadonlyMap<string, ReversalState> = new Map([
  ["succeeded", "returned"],
  ["failed", "kept"],
]);

const DISPUTE_STATES = { open: "open", lost: "returned", won: "kept" } as const;

function disputeOf(id: string | null, dispute_status: string | null): Reversal {
  const state = dispute_status === null ? null : DISPUTE_STATES[toDisputeStatus(dispute_status)];
  return { kind: "dispute", id, state };
}
