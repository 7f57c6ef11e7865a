import type { Environment } from "./payment.ts";

/** What the provider says of the payment's progress; `unknown` when it did not say. */
export type ReportStatus = "open" | "processing" | "succeeded" | "failed" | "canceled" | "unknown";

/** An amount as read: a non-negative safe integer, `null` when absent, `"malformed"` when it is anything else. */
export type Minor = number | null | "malformed";

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
  /** Sum of the refunds that went out, minor units of `currency`, tax included. */
  refund_sum_minor: number;
  /** A dispute is open or lost. */
  disputed: boolean;
  /** `false` when refunds or disputes are there that could not be read. */
  reversals_known: boolean;
  /** Lost through rapid dispute resolution: the money is gone and no refund event follows. */
  dispute_lost: boolean;
  created_at: number | null;
}
