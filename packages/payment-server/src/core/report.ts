import type { DisputeStatus, Environment } from "./payment.ts";

/** The status of a payment at the provider; `unknown` if it is missing or not one that we know. */
export type ReportStatus = "open" | "processing" | "succeeded" | "failed" | "canceled" | "unknown";

/** An amount: a non-negative safe integer, `null` if absent, `"malformed"` if anything else. */
export type Minor = number | null | "malformed";

/**
 * The amount that was returned to the buyer, in minor units of the payment's currency, tax
 * included; `all` if the whole amount was returned.
 */
export type Returned = number | "all";

/**
 * The outcome of a refund or a dispute. `open`: there is no decision yet, or none that we know.
 * `returned`: the money was returned to the buyer. `kept`: the refund has failed, or the dispute
 * was won or withdrawn.
 */
export type ReversalState = "open" | "returned" | "kept";

/** A refund or a dispute of a payment. */
export interface Reversal {
  kind: "refund" | "dispute";
  /** The provider's id of the refund or dispute; `null` if it is not known. */
  id: string | null;
  /** `null` if the state could not be read. */
  state: ReversalState | null;
}

/** One product of a payment. */
export interface ReportLine {
  product_id: string;
  quantity: number;
}

/** The provider's report on one of its payments. It is validated when it is read. */
export interface Report {
  /**
   * The source of the report. `api`: the provider's API. `delivery`: the body of a delivery; if
   * that body lacks fields that are needed, the report is read from the API.
   */
  source: "api" | "delivery";
  provider_payment_id: string;
  /** The session id. A provider may leave it out, so `null` does not mean that there is none. */
  provider_session_id: string | null;
  provider_order_id: string | null;
  /**
   * Our `payment_id` from the metadata. `null` if the value there is not `pmt_` and 22 characters
   * of base64url, since all our payment ids have that form.
   */
  our_payment_id: string | null;
  business_id: string | null;
  environment: Environment;
  status: ReportStatus;
  /** The provider's own word for the status; `null` if it is missing or not one that we know. */
  provider_status: string | null;
  /** The currency code in upper case. `settlement_currency` is in upper case too. */
  currency: string | null;
  total_minor: Minor;
  tax_minor: Minor;
  settlement_currency: string | null;
  settlement_minor: Minor;
  settlement_tax_minor: Minor;
  lines: readonly ReportLine[] | null;
  subscription: boolean;
  discounted: boolean;
  /** Whether there is a refund that has not failed. Also `true` if a refund could not be read. */
  refunded: boolean;
  /**
   * The sum of the refunds that were paid out. A refund without a readable amount adds nothing,
   * unless it is a full refund.
   */
  refund_sum_minor: Returned;
  /**
   * Whether there is a dispute that was neither won nor withdrawn. Also `true` if a dispute could
   * not be read. The money rule (`verdict.ts`) uses this field.
   */
  disputed: boolean;
  /**
   * The state of the disputes that were read; `null` if there is none. Only this field marks a
   * settled payment as disputed. The mark is permanent, so an unreadable dispute does not set it.
   */
  dispute_status: DisputeStatus | null;
  /** The sum of the lost or accepted disputes. The money is gone, and no refund event follows. */
  dispute_lost_minor: Returned;
  /**
   * The refunds and disputes that are listed, whatever their state. An entry without an id stands
   * for all of its kind, for example if the payment counts as refunded in full.
   */
  reversals: readonly Reversal[];
  /**
   * Whether all refunds and disputes are known. `false` if a refund or dispute was unreadable, if
   * the amount of a paid-out refund is not known, or if a delivery left the refunds or disputes
   * out.
   */
  reversals_known: boolean;
  /**
   * The address of the provider's invoice, without a secret. It uses https, or in test mode http on
   * a loopback host.
   */
  invoice_url: string | null;
  created_at: number | null;
}

/**
 * Returns the API's report. If it lacks the session id or our payment id, takes them from the
 * delivery.
 */
export function completed(
  asked: Report,
  delivered: Pick<Report, "provider_session_id" | "our_payment_id">,
): Report {
  return {
    ...asked,
    provider_session_id: asked.provider_session_id ?? delivered.provider_session_id,
    our_payment_id: asked.our_payment_id ?? delivered.our_payment_id,
  };
}

/**
 * Whether the API lags behind a delivery: a success was delivered, and the API does not show it. A
 * status such as `failed` may be that of an earlier card, since a provider may keep the payment id
 * when the buyer tries another card.
 */
export function isBehind(
  asked: Pick<Report, "status">,
  delivered: Pick<Report, "status"> | null,
): boolean {
  return delivered?.status === "succeeded" && asked.status !== "succeeded";
}

/**
 * Returns the report of an API that lags behind a delivered success. A status that would end the
 * payment is replaced by `unknown`, so that money is still expected and no other checkout is
 * created meanwhile.
 */
export function withoutEnd(asked: Report): Report {
  return hasEnded(asked) ? { ...asked, status: "unknown" } : asked;
}

/** Whether the report says that the payment has ended without money. */
export function hasEnded({ status }: Pick<Report, "status">): boolean {
  return status === "failed" || status === "canceled";
}

/** The fields of a delivery in which it may report refunds and disputes. */
export interface DeliveredReversals {
  reversal: Reversal | null;
  report: Pick<Report, "reversals"> | null;
}

/**
 * Whether a delivery reports a refund or a dispute that the API does not list, or lists only in
 * another state. If the delivery reports the state `open`, any state in the list counts as the
 * same, because there may have been a decision meanwhile. The API need not list a refund that has
 * failed, because such a refund returns no money.
 */
export function lacksReversal(
  { reversal, report }: DeliveredReversals,
  asked: Pick<Report, "reversals"> | null,
): boolean {
  const delivered = reversal === null ? named(report?.reversals ?? []) : [reversal];
  return delivered.some((one) => !isListed(one, asked?.reversals ?? []));
}

/** Returns those whose id and state could be read. The API need not list any other. */
function named(reversals: readonly Reversal[]): Reversal[] {
  return reversals.filter(({ id, state }) => id !== null && state !== null);
}

function isListed({ kind, id, state }: Reversal, listed: readonly Reversal[]): boolean {
  if (kind === "refund" && state === "kept") return true;
  return listed.some(
    (other) =>
      other.kind === kind &&
      (id === null || other.id === null || other.id === id) &&
      (state === null || state === "open" || other.state === null || other.state === state),
  );
}
