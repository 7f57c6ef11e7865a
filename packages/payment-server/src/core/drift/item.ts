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
 * One line of the report: a disagreement, with what each book says. Amounts are US cents unless
 * they say otherwise, times Unix milliseconds; `null` is a book that says nothing. No personal
 * data.
 */
export interface DriftItem {
  kind: DriftKind;
  reason: DriftReason;
  /**
   * Money that is there and booked nowhere; below zero, booked and not there; `null` when a book
   * does not tell.
   */
  difference_minor: number | null;
  /**
   * Since when our row has stood so; for money it does not know of, when the provider's payment was
   * made.
   */
  since: number | null;
  provider: string;
  environment: Environment;
  /**
   * Ours; for `no_row`, the one the provider's payment names, `""` where another service has opened
   * it.
   */
  payment_id: string;
  topup_id: string | null;
  provider_payment_id: string | null;

  /** Our row. */
  status: PaymentStatus | null;
  hold_reason: HoldReason | null;
  amount_minor: number | null;
  net_minor: number | null;
  refunded_minor: number | null;
  disputed: boolean | null;
  credits: number | null;

  /**
   * The provider's payment; `provider_total_minor` is what the buyer paid, in minor units of
   * `provider_currency`.
   */
  provider_status: ReportStatus | null;
  provider_net_minor: number | null;
  provider_refunded_minor: number | null;
  /** There is a dispute that was neither won nor withdrawn. */
  provider_disputed: boolean | null;
  provider_total_minor: number | null;
  provider_currency: string | null;

  /**
   * The host's topup. `paid` beside `paid_not_credited`: the balance may have it already, by this
   * payment or another.
   */
  topup_status: string | null;
  topup_usd_cents: number | null;
  topup_credits: number | null;
}

/** What the line is about, whether there is a row or not. */
export type DriftSubject = Pick<
  DriftItem,
  "provider" | "environment" | "payment_id" | "topup_id" | "provider_payment_id"
>;

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
