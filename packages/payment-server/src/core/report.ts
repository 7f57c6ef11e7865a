import type { Environment } from "./payment.ts";

/**
 * The progress of a payment at the provider; `unknown` if the provider does not say, or says
 * something new.
 */
export type ReportStatus = "open" | "processing" | "succeeded" | "failed" | "canceled" | "unknown";

/**
 * An amount as it was read: a non-negative safe integer, `null` if absent, `"malformed"` if it is
 * anything else.
 */
export type Minor = number | null | "malformed";

/**
 * The amount that went back to the buyer, in minor units of the payment's currency, tax included;
 * `all` if everything went back.
 */
export type Returned = number | "all";

/** One line of what was bought. */
export interface ReportLine {
  product_id: string;
  quantity: number;
}

/**
 * What the provider says about one of its payments. It is checked where it is read, and trusted
 * from there on.
 */
export interface Report {
  /**
   * `api`: just read from the API, and final. `delivery`: the body of a signed delivery; the API is
   * asked for what it lacks.
   */
  source: "api" | "delivery";
  provider_payment_id: string;
  /** `null` proves nothing: a provider may leave it out of a payment that has a session. */
  provider_session_id: string | null;
  provider_order_id: string | null;
  /**
   * Our `payment_id` from the metadata; `null` if it is not `pmt_` and 22 characters of base64url,
   * since then we did not write it.
   */
  our_payment_id: string | null;
  business_id: string | null;
  environment: Environment;
  status: ReportStatus;
  /** The provider's own spelling. */
  provider_status: string | null;
  /** In upper case, like `settlement_currency`. */
  currency: string | null;
  total_minor: Minor;
  tax_minor: Minor;
  settlement_currency: string | null;
  settlement_minor: Minor;
  settlement_tax_minor: Minor;
  lines: readonly ReportLine[] | null;
  subscription: boolean;
  discounted: boolean;
  /** Whether a refund exists, whatever its state. */
  refunded: boolean;
  /** The sum of the refunds that were paid out. A refund without a readable amount adds nothing. */
  refund_sum_minor: Returned;
  /**
   * Whether there is, or may be, a dispute that was neither won nor withdrawn. The money rule uses
   * this.
   */
  disputed: boolean;
  /**
   * Whether such a dispute was read. Only this marks a settled payment, for good: an unreadable
   * list is no dispute.
   */
  dispute_seen: boolean;
  /**
   * The sum of the disputes that were lost or accepted: that money is gone, and no refund event
   * follows.
   */
  dispute_lost_minor: Returned;
  /** Whether a refund or a dispute is listed, whatever its state. */
  reversal_listed: boolean;
  /**
   * `false` if a refund or a dispute could not be read, a refund has no amount, or a delivery left
   * them out.
   */
  reversals_known: boolean;
  /** An https address at the provider, without a secret. */
  invoice_url: string | null;
  created_at: number | null;
}

/**
 * Completes the API's answer with what a delivery says and the API may leave out: whose payment it
 * is, and in which session.
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

const NOT_THERE_YET: ReadonlySet<ReportStatus> = new Set<ReportStatus>([
  "open",
  "processing",
  "unknown",
]);

/**
 * Whether the API lags behind its own delivery: it does not show the success that was delivered.
 */
export function isBehind(asked: Report, delivered: Pick<Report, "status"> | null): boolean {
  return delivered?.status === "succeeded" && NOT_THERE_YET.has(asked.status);
}

/**
 * Whether a delivery is about a refund or a dispute, and the API lists none, not even one that has
 * ended.
 */
export function lacksReversal({ subject }: { subject: string }, asked: Report | null): boolean {
  return subject === "reversal" && asked?.reversal_listed !== true;
}
