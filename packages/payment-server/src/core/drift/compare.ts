/**
 * Compares what the provider, our row and the host have recorded about one payment. The functions
 * are pure, and amounts are USD cents.
 */
import type { Topup } from "../host.ts";
import { hasMoney, type Payment } from "../payment.ts";
import { learnedNet, refundBase, refundedShare } from "../refund.ts";
import type { Report } from "../report.ts";
import { netOf, saleOf } from "../verdict.ts";

/** The kind of disagreement between the provider, our row and the host. */
export type DriftKind = "paid_not_credited" | "credited_not_paid" | "amounts_differ";

/**
 * Why a payment is listed.
 *
 * Of kind `paid_not_credited`: `no_row`: the provider's payment names a payment or a topup of ours,
 * and no row has recorded its money. `not_settled`: our row has not recorded the money yet.
 * `not_closed`: our row has been `crediting` for at least 15 minutes. `topup_not_paid`: our row is
 * `paid`, and the host's topup is not.
 *
 * Of kind `credited_not_paid`: `unknown_payment`: the provider has no such payment.
 * `not_succeeded`: the payment has not succeeded at the provider. `refunded`: all of the money was
 * returned, and our row has not recorded that. `disputed`: the provider reports a dispute, or
 * disputes that cannot be read, and our row has recorded none. `no_paid_payment`: the host's topup
 * is `paid`, and our row is neither `paid` nor `crediting`.
 *
 * Of kind `amounts_differ`: `net`: the amount received differs from our row. `refund`: the amount
 * refunded differs from our row. `topup`: the topup's price or credits differ from those of the
 * checkout, or from those that an administrator has accepted in a release.
 */
export type DriftReason =
  | "no_row"
  | "not_settled"
  | "not_closed"
  | "topup_not_paid"
  | "unknown_payment"
  | "not_succeeded"
  | "refunded"
  | "disputed"
  | "no_paid_payment"
  | "net"
  | "refund"
  | "topup";

/**
 * What the provider, our row and the host have recorded about one payment; `null` for no record.
 */
export interface Books {
  payment: Payment | null;
  report: Report | null;
  topup: Topup | null;
}

/**
 * One disagreement. `difference_minor` is the money that was received but not booked. It is
 * negative if money was booked but not received, and `null` if an amount is not known. For the
 * reason `topup`, `difference_minor` is the price of the checkout, or the price accepted in a
 * release, minus the topup's price.
 */
export interface Discrepancy {
  kind: DriftKind;
  reason: DriftReason;
  difference_minor: number | null;
}

/** The provider's report on a payment, reduced to the fields that are compared. */
export interface Received {
  succeeded: boolean;
  net_minor: number | null;
  refunded_minor: number;
}

/**
 * Returns whether the payment succeeded, its amount net of tax, and how much of that was refunded
 * or lost in a dispute. If there is a row, the amount refunded or lost is a share of the row's
 * amount, as in `refunded_minor`. If `tax_inclusive` of the row is `true`, no tax is subtracted.
 */
export function receivedOf({ payment, report }: Books): Received {
  if (report === null) return { succeeded: false, net_minor: null, refunded_minor: 0 };
  const net = netOf({ tax_inclusive: payment?.tax_inclusive ?? null }, report);
  const net_minor = "reason" in net ? null : net.net_minor;
  return {
    succeeded: report.status === "succeeded",
    net_minor,
    refunded_minor: refundedShare(
      payment === null ? net_minor : baseOf(payment, net_minor),
      report,
    ),
  };
}

/**
 * Returns what `refundBase()` would return if the reported net amount was stored on the payment.
 */
function baseOf(payment: Payment, reported: number | null): number {
  return refundBase({ ...payment, net_minor: learnedNet(payment, reported) });
}

/**
 * Returns the disagreements between the provider, our row and the host. The caller has to leave out
 * young payments, claims that may still be closed, and paid topups that another payment has
 * credited.
 */
export function compare(books: Books): Discrepancy[] {
  const { payment, topup } = books;
  if (payment?.status === "paid")
    return [...againstProvider(books, payment), ...againstHost(payment, topup)];
  const received = receivedOf(books);
  const kept = keptOf(received);
  if (payment?.status === "crediting") return [paidNotCredited("not_closed", kept)];
  if (received.succeeded && kept !== 0 && (payment === null || !hasMoney(payment)))
    return [paidNotCredited(payment === null ? "no_row" : "not_settled", kept)];
  if (payment === null || topup?.status !== "paid") return [];
  return [
    {
      kind: "credited_not_paid",
      reason: "no_paid_payment",
      difference_minor: minus(received.succeeded ? kept : 0, topup.usd_cents),
    },
  ];
}

function paidNotCredited(reason: DriftReason, difference_minor: number | null): Discrepancy {
  return { kind: "paid_not_credited", reason, difference_minor };
}

function againstProvider(books: Books, payment: Payment): Discrepancy[] {
  const { report } = books;
  const received = receivedOf(books);
  const booked = refundBase(payment) - payment.refunded_minor;
  const lost = (reason: DriftReason): Discrepancy[] => [
    { kind: "credited_not_paid", reason, difference_minor: 0 - booked },
  ];
  if (report === null) return lost("unknown_payment");
  if (!received.succeeded) return lost("not_succeeded");
  if (booked > 0 && received.refunded_minor >= baseOf(payment, received.net_minor))
    return lost("refunded");
  if (report.disputed && !payment.disputed) return lost("disputed");
  const net = minus(received.net_minor, payment.net_minor);
  const refund = payment.refunded_minor - received.refunded_minor;
  return [
    ...(received.net_minor === payment.net_minor ? [] : [differ("net", net)]),
    ...(refund === 0 ? [] : [differ("refund", refund)]),
  ];
}

/**
 * Returns the disagreements between our paid row and the host's topup. After a refund or a dispute,
 * every status of the topup except `pending` is accepted. If all of the money was returned,
 * `pending` or a missing topup is accepted too.
 */
function againstHost(payment: Payment, topup: Topup | null): Discrepancy[] {
  const reversed = payment.refunded_minor > 0 || payment.disputed;
  const kept = refundBase(payment) - payment.refunded_minor;
  if (topup?.status !== "paid") {
    return kept === 0 || (reversed && topup !== null && topup.status !== "pending")
      ? []
      : [paidNotCredited("topup_not_paid", kept)];
  }
  const sale = saleOf(payment);
  const same = topup.usd_cents === sale.usd_cents && topup.credits === sale.credits;
  return same ? [] : [differ("topup", sale.usd_cents - topup.usd_cents)];
}

function differ(reason: DriftReason, difference_minor: number | null): Discrepancy {
  return { kind: "amounts_differ", reason, difference_minor };
}

function keptOf({ net_minor, refunded_minor }: Received): number | null {
  return net_minor === null ? null : net_minor - refunded_minor;
}

function minus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
