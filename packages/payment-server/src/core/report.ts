import type { Environment } from "./payment.ts";

/** What the provider says of the payment's progress; `unknown` when it did not say. */
export type ReportStatus = "open" | "processing" | "succeeded" | "failed" | "canceled" | "unknown";

/** An amount as read: a non-negative safe integer, `null` when absent, `"malformed"` when it is anything else. */
export type Minor = number | null | "malformed";

/** What went back to the buyer, in minor units of the payment's currency, tax included. `all` needs no total. */
export type Returned = number | "all";

/** One line of what was bought. */
export interface ReportLine {
  product_id: string;
  quantity: number;
}

/** The provider's present word on one of its payments. Read at the border; trusted inside. */
export interface Report {
  /** `api`: asked just now, the last word. `delivery`: the body of a signed delivery; what is missing is asked for. */
  source: "api" | "delivery";
  provider_payment_id: string;
  /** `null` says nothing: Dodo leaves it out of payments of sessions too. */
  provider_session_id: string | null;
  provider_order_id: string | null;
  /** Our `payment_id` from the metadata: an identifier, never an amount. `null` for what is not `pmt_` and 22 letters of base64url: it was not written by us. */
  our_payment_id: string | null;
  business_id: string | null;
  environment: Environment;
  status: ReportStatus;
  /** The provider's own spelling. */
  provider_status: string | null;
  /** In upper case, as `settlement_currency`. */
  currency: string | null;
  total_minor: Minor;
  tax_minor: Minor;
  settlement_currency: string | null;
  settlement_minor: Minor;
  settlement_tax_minor: Minor;
  lines: readonly ReportLine[] | null;
  subscription: boolean;
  discounted: boolean;
  /** A refund exists, whatever its state. */
  refunded: boolean;
  /** The refunds that went out, as the provider says how much. A refund without a readable amount counts nothing. */
  refund_sum_minor: Returned;
  /** There is, or may be, a dispute that was neither won nor withdrawn. The money rule goes by this. */
  disputed: boolean;
  /** Such a dispute was read. A settled payment is marked by this alone, for good: a list that cannot be read once is no dispute. */
  dispute_seen: boolean;
  /** The disputes that were lost or accepted: that money is gone, and no refund event follows. */
  dispute_lost_minor: Returned;
  /** A refund or a dispute is listed, whatever its state. */
  reversal_listed: boolean;
  /** `false` when a refund or a dispute could not be read, a refund has no amount, or a delivery left them out. */
  reversals_known: boolean;
  /** An https address of the provider's, without a secret. */
  invoice_url: string | null;
  created_at: number | null;
}

/** What the API leaves out of its answer a signed delivery may say: whose payment it is, and in which session. */
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

/** The API may lag behind its own deliveries: a success that it does not show yet is not decided. */
export function isBehind(asked: Report, delivered: Pick<Report, "status"> | null): boolean {
  return delivered?.status === "succeeded" && NOT_THERE_YET.has(asked.status);
}

/** Whether a delivery is about a refund or a dispute and the API lists none at all, however it has ended. */
export function lacksReversal({ subject }: { subject: string }, asked: Report | null): boolean {
  return subject === "reversal" && asked?.reversal_listed !== true;
}
