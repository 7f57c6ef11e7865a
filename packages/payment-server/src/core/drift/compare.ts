/** Where three books disagree about one payment: the provider's, ours, the host's. Pure; amounts are USD cents. */
import type { Topup } from "../host.ts";
import { hasMoney, type Payment } from "../payment.ts";
import { refundedShare } from "../refund.ts";
import type { Report } from "../report.ts";
import { netOf } from "../verdict.ts";

export type DriftKind = "paid_not_credited" | "credited_not_paid" | "amounts_differ";

/**
 * What it is, beside its kind.
 *
 * `no_row`: paid at the provider, naming us, and no row of ours has that money. `not_settled`: our row does not know of the
 * money yet. `not_closed`: claimed long ago, and the host is not known to have credited. `topup_not_paid`: we say
 * credited, the host does not.
 *
 * `unknown_payment`: the provider does not know what we credited. `not_succeeded`: it does not call it succeeded.
 * `refunded`, `disputed`: all of it went back, or may, and our row does not say so. `no_paid_payment`: the host calls the
 * topup paid, and no payment of it is.
 *
 * `net`, `refund`, `topup`: what was received, given back, or credited by the host is not what our row says.
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

/** What each book says of one payment; `null` is a book that says nothing. */
export interface Books {
  payment: Payment | null;
  report: Report | null;
  topup: Topup | null;
}

/** `difference_minor`: money that is there and booked nowhere; below zero, booked and not there; `null` when a book does not tell. */
export interface Discrepancy {
  kind: DriftKind;
  reason: DriftReason;
  difference_minor: number | null;
}

/** What the provider's book says in our terms. */
export interface Received {
  succeeded: boolean;
  net_minor: number | null;
  refunded_minor: number;
}

/** Net of tax and the share of it that was given back, by the tax setting of the row. */
export function receivedOf({ payment, report }: Books): Received {
  if (report === null) return { succeeded: false, net_minor: null, refunded_minor: 0 };
  const net = netOf({ tax_inclusive: payment?.tax_inclusive ?? null }, report);
  const net_minor = "reason" in net ? null : net.net_minor;
  return {
    succeeded: report.status === "succeeded",
    net_minor,
    refunded_minor: refundedShare(payment?.net_minor ?? net_minor, report),
  };
}

/**
 * Everything that does not agree. The caller has left out what is young, a claim that may still come to its end, and a
 * paid topup that another payment of ours accounts for.
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
  const booked = (payment.net_minor ?? payment.amount_minor) - payment.refunded_minor;
  const lost = (reason: DriftReason): Discrepancy[] => [
    { kind: "credited_not_paid", reason, difference_minor: 0 - booked },
  ];
  if (report === null) return lost("unknown_payment");
  if (!received.succeeded) return lost("not_succeeded");
  if (
    booked > 0 &&
    received.net_minor !== null &&
    received.refunded_minor >= (payment.net_minor ?? received.net_minor)
  )
    return lost("refunded");
  if (report.disputed && !payment.disputed) return lost("disputed");
  const net = minus(received.net_minor, payment.net_minor);
  const refund = payment.refunded_minor - received.refunded_minor;
  return [
    ...(received.net_minor === payment.net_minor ? [] : [differ("net", net)]),
    ...(refund === 0 ? [] : [differ("refund", refund)]),
  ];
}

/** A host may take a topup back, under a word of its own, once its money went back or is disputed. */
function againstHost(payment: Payment, topup: Topup | null): Discrepancy[] {
  const reversed = payment.refunded_minor > 0 || payment.disputed;
  const kept = (payment.net_minor ?? payment.amount_minor) - payment.refunded_minor;
  if (topup?.status !== "paid") {
    return kept === 0 || (reversed && topup !== null && topup.status !== "pending")
      ? []
      : [paidNotCredited("topup_not_paid", kept)];
  }
  const same = topup.usd_cents === payment.amount_minor && topup.credits === payment.credits;
  return same ? [] : [differ("topup", payment.amount_minor - topup.usd_cents)];
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
