/**
 * Computes how much of a payment was refunded or disputed, from its `refunds` and `disputes`.
 *
 * An entry that cannot be read counts as a refund or a dispute. A payment that is held by mistake
 * can be released later, but a balance that is credited by mistake may already be spent.
 */
import * as v from "valibot";
import type { DisputeStatus } from "../../core/payment.ts";
import type { Report, Returned } from "../../core/report.ts";
import { entries, flag, id, minor, readable, text, type Entries } from "./fields.ts";

/**
 * Dispute statuses in which the merchant keeps the money: the dispute was won, or withdrawn by the
 * buyer. An expired dispute usually goes against the merchant and is not in this set
 * (https://docs.dodopayments.com/developer-resources/webhooks/intents/dispute).
 */
const HARMLESS: ReadonlySet<string> = new Set(["dispute_won", "dispute_cancelled"]);

/**
 * Dispute statuses in which the cardholder gets the money back. Dodo sends no refund event for them
 * (https://docs.dodopayments.com/developer-resources/webhooks/intents/dispute).
 */
const LOST: ReadonlySet<string> = new Set(["dispute_lost", "dispute_accepted"]);

/**
 * The states of a dispute, in the order of their precedence. The state of a payment is the first
 * state in this list that one of its disputes has.
 */
const DISPUTE_STATES: readonly DisputeStatus[] = ["open", "lost", "won"];

/** Maps Dodo's dispute status to ours. An unknown status counts as an open dispute. */
export function toDisputeStatus(dispute_status: string): DisputeStatus {
  if (LOST.has(dispute_status)) return "lost";
  return HARMLESS.has(dispute_status) ? "won" : "open";
}

interface DodoRefund {
  refund_id: string | null;
  status: string | null;
  amount: number | "malformed" | null;
  is_partial: boolean | null;
}

interface DodoDispute {
  dispute_id: string | null;
  dispute_status: string | null;
  amount: string | null;
  currency: string | null;
}

/** The fields of a payment from which its refunds and disputes are computed. */
export interface ReversalFields {
  currency: string | null;
  total_amount: number | "malformed" | null;
  refund_status: string | null;
  refunds: Entries<DodoRefund>;
  disputes: Entries<DodoDispute>;
}

/** The schema of a payment's `refunds`. */
export const refundEntries: v.GenericSchema<unknown, Entries<DodoRefund>> = entries(
  v.object({ refund_id: id, status: text, amount: minor, is_partial: flag }),
);

/** The schema of a payment's `disputes`. */
export const disputeEntries: v.GenericSchema<unknown, Entries<DodoDispute>> = entries(
  v.object({ dispute_id: id, dispute_status: text, amount: text, currency: text }),
);

type Reversals = Pick<
  Report,
  | "refunded"
  | "refund_sum_minor"
  | "disputed"
  | "dispute_status"
  | "dispute_lost_minor"
  | "reversals_known"
>;

/** Returns the fields of a report that say what was refunded or disputed. */
export function reversals(payment: ReversalFields, source: Report["source"]): Reversals {
  const refunds = readable(payment.refunds);
  const disputes = readable(payment.disputes);
  const sent = refunds.items.filter(({ status }) => status === "succeeded");
  const counted =
    payment.refund_status === "full" || sent.every((refund) => amountOf(refund) !== null);
  const lost = disputes.items.filter(({ dispute_status }) => LOST.has(dispute_status ?? ""));
  const states = disputes.items.map(({ dispute_status }) => toDisputeStatus(dispute_status ?? ""));
  // Whether `refunds` and `disputes` are known. The API omits only empty lists, but a delivery may
  // omit any list.
  const listed = source === "api" || (payment.refunds !== null && payment.disputes !== null);
  return {
    refunded:
      payment.refund_status !== null ||
      !refunds.whole ||
      refunds.items.some(({ status }) => status !== "failed"),
    refund_sum_minor:
      payment.refund_status === "full" ? "all" : sumOf(sent.map((refund) => amountOf(refund) ?? 0)),
    disputed: states.some((state) => state !== "won") || !disputes.whole,
    dispute_status: DISPUTE_STATES.find((state) => states.includes(state)) ?? null,
    dispute_lost_minor: sumOf(lost.map((dispute) => disputedAmount(payment, dispute))),
    reversals_known: listed && refunds.whole && disputes.whole && counted,
  };
}

/**
 * Returns the refunded amount, `"all"` for a full refund that states no amount, or `null` if the
 * amount is not known.
 */
function amountOf({ amount, is_partial }: DodoRefund): Returned | null {
  if (typeof amount === "number") return amount;
  return is_partial === false ? "all" : null;
}

/**
 * Returns the disputed amount in minor units, or `"all"` for the whole payment. Dodo sends a string
 * and documents no unit
 * (https://docs.dodopayments.com/developer-resources/webhooks/intents/dispute). A positive whole
 * number up to the total, in the payment's currency, is read as minor units. Any other value means
 * the whole payment. So does a number that is exactly one hundredth of the total: it is probably
 * the total in major units.
 */
function disputedAmount(
  { currency, total_amount }: ReversalFields,
  dispute: DodoDispute,
): Returned {
  const amount = /^\d{1,15}$/.test(dispute.amount ?? "") ? Number(dispute.amount) : 0;
  const possible = amount > 0 && typeof total_amount === "number" && amount <= total_amount;
  const own = currency !== null && dispute.currency?.toUpperCase() === currency.toUpperCase();
  return possible && own && amount * 100 !== total_amount ? amount : "all";
}

function sumOf(amounts: readonly Returned[]): Returned {
  let sum = 0;
  for (const amount of amounts) {
    if (amount === "all") return "all";
    sum += amount;
  }
  return sum;
}
