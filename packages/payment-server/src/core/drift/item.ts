import {
  receivedOf,
  type Books,
  type Discrepancy,
  type DriftKind,
  type DriftReason,
} from "./compare.ts";
import type { Environment, HoldReason, PaymentStatus } from "../payment.ts";
import type { ReportStatus } from "../report.ts";

/**
 * One disagreement in the drift report, with what the provider, our row and the host have recorded.
 * Amounts are US cents unless stated otherwise, times are Unix milliseconds, and `null` means that
 * nothing is recorded. An item contains no personal data.
 */
export interface DriftItem {
  kind: DriftKind;
  reason: DriftReason;
  /**
   * The money that was received but not booked. It is negative if money was booked but not
   * received, and `null` if an amount is not known. For the reason `topup` it is the price of the
   * checkout, or the price accepted in a release, minus the topup's price.
   */
  difference_minor: number | null;
  /**
   * When our row got its current status. For money at the provider that no row has recorded, when
   * the payment was created there.
   */
  since: number | null;
  provider: string;
  environment: Environment;
  /**
   * Our payment id. If there is no row, the id is taken from the provider's metadata, and is `""`
   * if the metadata has none, as for a payment that another service created.
   */
  payment_id: string;
  topup_id: string | null;
  provider_payment_id: string | null;

  /** The status of our row. This field and those up to `credits` are `null` if there is no row. */
  status: PaymentStatus | null;
  hold_reason: HoldReason | null;
  amount_minor: number | null;
  net_minor: number | null;
  refunded_minor: number | null;
  disputed: boolean | null;
  credits: number | null;

  /**
   * The payment's status at the provider. `provider_total_minor` below is what the buyer paid, in
   * minor units of `provider_currency`.
   */
  provider_status: ReportStatus | null;
  provider_net_minor: number | null;
  provider_refunded_minor: number | null;
  /**
   * Whether there is a dispute that was neither won nor withdrawn. Also `true` if the list of
   * disputes was unreadable.
   */
  provider_disputed: boolean | null;
  provider_total_minor: number | null;
  provider_currency: string | null;

  /**
   * The status of the host's topup. If it is `paid` in an item of kind `paid_not_credited`, the
   * balance may already have the credits.
   */
  topup_status: string | null;
  topup_usd_cents: number | null;
  topup_credits: number | null;
}

/** The identifiers of the payment that an item is about, even if no row of ours exists for it. */
export type DriftSubject = Pick<
  DriftItem,
  "provider" | "environment" | "payment_id" | "topup_id" | "provider_payment_id"
>;

/** Builds an item of the report from a discrepancy and the records in which it was found. */
export function toItem(
  discrepancy: Discrepancy,
  subject: DriftSubject & Pick<DriftItem, "since">,
  books: Books,
): DriftItem {
  const { payment, report, topup } = books;
  const received = report === null ? null : receivedOf(books);
  return {
    ...discrepancy,
    ...subject,
    status: payment?.status ?? null,
    hold_reason: payment?.hold_reason ?? null,
    amount_minor: payment?.amount_minor ?? null,
    net_minor: payment?.net_minor ?? null,
    refunded_minor: payment?.refunded_minor ?? null,
    disputed: payment?.disputed ?? null,
    credits: payment?.credits ?? null,
    provider_status: report?.status ?? null,
    provider_net_minor: received?.net_minor ?? null,
    provider_refunded_minor: received?.refunded_minor ?? null,
    provider_disputed: report?.disputed ?? null,
    provider_total_minor: typeof report?.total_minor === "number" ? report.total_minor : null,
    provider_currency: report?.currency ?? null,
    topup_status: topup?.status ?? null,
    topup_usd_cents: topup?.usd_cents ?? null,
    topup_credits: topup?.credits ?? null,
  };
}
