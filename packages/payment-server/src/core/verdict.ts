import type { Credit } from "./storage-records.ts";
import type { Topup } from "./host.ts";
import type { HoldReason, Payment } from "./payment.ts";
import type { Minor, Report } from "./report.ts";

/**
 * The result of the money rule, which `verdict()` applies. `match`: the payment pays its topup.
 * `mismatch`: the payment does not pay its topup, and `reason` says why. `wait`: another payment
 * has claimed this topup's credit, and the outcome of the call to the host for that payment is not
 * known yet. `incomplete`: the report lacks fields that have to be read from the API first.
 */
export type Verdict =
  | { kind: "match"; net_minor: number | null }
  | { kind: "mismatch"; reason: HoldReason; net_minor: number | null }
  | { kind: "incomplete" }
  | { kind: "wait" };

/** Everything that the money rule depends on. */
export interface Evidence {
  payment: Payment;
  report: Report;
  topup: Topup | null;
  credit: Credit | null;
  /**
   * How far the amount of a payment that was converted to USD may be below the price, in basis
   * points of the price. After a conversion, a difference of one cent is always allowed, because of
   * rounding.
   */
  conversion_tolerance_bps: number;
}

type Net = { net_minor: number; converted: boolean } | { reason: HoldReason };

/**
 * Decides whether a succeeded payment pays its topup. This is the money rule. All amounts are
 * integers in minor units, and no amount is rounded except the tolerance. A report's total includes
 * tax, and its settlement is what the merchant receives.
 */
export function verdict(evidence: Evidence): Verdict {
  const { payment, report, credit } = evidence;
  if (credit !== null && credit.payment_id !== payment.payment_id && credit.state !== "void") {
    // Another payment has claimed this topup's credit. If the outcome of the host's call for that
    // payment is not known yet, this payment has to wait. Otherwise this payment is a duplicate.
    return credit.state === "claimed"
      ? { kind: "wait" }
      : mismatch("duplicate_payment", netOrNull(evidence));
  }
  if (report.source === "delivery" && isIncomplete(report)) return { kind: "incomplete" };
  const identity = wrongIdentity(payment, report);
  if (identity !== null) return mismatch(identity, netOrNull(evidence));
  if (!isOurProduct(payment, report)) return mismatch("product", netOrNull(evidence));
  const net = netOf(payment, report);
  if ("reason" in net)
    return report.source === "delivery" ? { kind: "incomplete" } : mismatch(net.reason, null);
  if (net.net_minor < payment.amount_minor - allowance(evidence, net.converted)) {
    return mismatch(report.discounted ? "discounted" : "underpaid", net.net_minor);
  }
  if (!isPending(evidence.topup) || differs(payment, evidence.topup))
    return mismatch("topup_changed", net.net_minor);
  return { kind: "match", net_minor: net.net_minor };
}

/** The price, credits and user of a topup. */
export type Sale = Pick<Topup, "usd_cents" | "credits" | "user_id">;

/**
 * Returns the price, credits and user that this payment is for: those that an administrator has
 * accepted in a release, or else those of the checkout.
 */
export function saleOf(payment: Payment): Sale {
  if (!payment.released)
    return { usd_cents: payment.amount_minor, credits: payment.credits, user_id: payment.user_id };
  const { accepted_usd_cents, accepted_credits, accepted_user_id } = payment;
  return {
    usd_cents: accepted_usd_cents ?? payment.amount_minor,
    credits: accepted_credits ?? payment.credits,
    user_id: accepted_user_id ?? payment.user_id,
  };
}

/** Whether the topup's price, credits or user differ from those that this payment is for. */
export function differs(payment: Payment, topup: Sale): boolean {
  return !isSameSale(saleOf(payment), topup);
}

/** Whether `a` and `b` have the same price, credits and user. */
export function isSameSale(a: Sale, b: Sale): boolean {
  return a.usd_cents === b.usd_cents && a.credits === b.credits && a.user_id === b.user_id;
}

/**
 * Returns the amount in USD cents, or the reason why it is not known. If the buyer paid in USD, the
 * amount is what the buyer paid. Otherwise it is what the merchant receives, which then has to be
 * in USD. Tax is subtracted, unless the price of the product includes tax.
 */
export function netOf(payment: Pick<Payment, "tax_inclusive">, report: Report): Net {
  const paid: Side = { gross: report.total_minor, tax: report.tax_minor };
  const settled: Side = { gross: report.settlement_minor, tax: report.settlement_tax_minor };
  if (report.currency === null) return { reason: "unknown_amount" };
  if (report.currency === "USD") return subtract(payment, paid, settled, false);
  return report.settlement_currency === "USD"
    ? subtract(payment, settled, paid, true)
    : { reason: "currency" };
}

/** The amounts of one side of a payment, the buyer's or the merchant's. */
interface Side {
  gross: Minor;
  tax: Minor;
}

function subtract(
  payment: Pick<Payment, "tax_inclusive">,
  { gross, tax }: Side,
  other: Side,
  converted: boolean,
): Net {
  if (typeof gross !== "number" || tax === "malformed") return { reason: "unknown_amount" };
  const taken = payment.tax_inclusive === true ? 0 : (tax ?? 0);
  if (taken > gross) return { reason: "unknown_amount" };
  // A payment has two sides, the buyer's and the merchant's. If only the other side states a tax,
  // the amount is unknown, since the tax would be counted as part of the price. After a conversion,
  // a tax of zero counts as not stated, because it may be the result of rounding.
  const silent = converted ? taken === 0 : tax === null;
  if (payment.tax_inclusive !== true && silent && isTaxed(other, gross))
    return { reason: "unknown_amount" };
  return { net_minor: gross - taken, converted };
}

/**
 * Whether the tax on the payment's other side means that `gross` contains tax of at least one minor
 * unit.
 */
function isTaxed({ gross: whole, tax }: Side, gross: number): boolean {
  if (typeof tax !== "number" || tax === 0) return false;
  return typeof whole !== "number" || BigInt(tax) * BigInt(gross) >= BigInt(whole);
}

function netOrNull(evidence: Evidence): number | null {
  const net = netOf(evidence.payment, evidence.report);
  return "reason" in net ? null : net.net_minor;
}

function wrongIdentity(payment: Payment, report: Report): HoldReason | null {
  if (report.environment !== payment.environment) return "environment";
  if (
    payment.business_id !== null &&
    report.business_id !== null &&
    payment.business_id !== report.business_id
  )
    return "environment";
  const sessions = payment.provider_session_id !== null && report.provider_session_id !== null;
  if (sessions && report.provider_session_id !== payment.provider_session_id)
    return "session_mismatch";
  if (report.subscription) return "product";
  if (report.disputed) return "disputed";
  return report.refunded ? "refunded" : null;
}

/**
 * Whether a delivery lacks fields that the money rule needs and the API may have, such as the tax.
 */
function isIncomplete(report: Report): boolean {
  const unknown = (value: Minor): boolean => typeof value !== "number";
  if (!report.reversals_known) return true;
  if (report.lines === null || report.currency === null || report.provider_session_id === null)
    return true;
  if (report.currency === "USD") return unknown(report.total_minor) || unknown(report.tax_minor);
  return unknown(report.settlement_minor) || unknown(report.settlement_tax_minor);
}

function isOurProduct(payment: Payment, report: Report): boolean {
  const [line, ...others] = report.lines ?? [];
  return (
    line !== undefined &&
    others.length === 0 &&
    line.product_id === payment.product_id &&
    line.quantity === 1
  );
}

function allowance(evidence: Evidence, converted: boolean): number {
  if (!converted) return 0;
  const share =
    (BigInt(evidence.payment.amount_minor) * BigInt(evidence.conversion_tolerance_bps)) / 10_000n;
  return Math.max(1, Number(share));
}

function isPending(topup: Topup | null): topup is Topup {
  return topup?.status === "pending";
}

function mismatch(reason: HoldReason, net_minor: number | null): Verdict {
  return { kind: "mismatch", reason, net_minor };
}
