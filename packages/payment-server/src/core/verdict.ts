import type { Credit } from "./storage.ts";
import type { Topup } from "./host.ts";
import type { HoldReason, Payment } from "./payment.ts";
import type { Minor, Report } from "./report.ts";

/** `wait`: another payment's claim on this topup is unresolved. `incomplete`: ask the provider, then judge again. */
export type Verdict =
  | { kind: "match"; net_minor: number | null }
  | { kind: "mismatch"; reason: HoldReason; net_minor: number | null }
  | { kind: "incomplete" }
  | { kind: "wait" };

/** Everything the money rule looks at. */
export interface Evidence {
  payment: Payment;
  report: Report;
  topup: Topup | null;
  credit: Credit | null;
  /** How far a converted payment may fall short, in basis points of the amount; one cent of rounding is always allowed. */
  conversion_tolerance_bps: number;
}

type Net = { net_minor: number; converted: boolean } | { reason: HoldReason };

/**
 * The money rule: does this succeeded report pay this topup? Integers in minor units only; no rounding.
 * Sources: Dodo's payment object, where `total_amount` includes tax and `settlement_*` is what the merchant is credited.
 */
export function verdict(evidence: Evidence): Verdict {
  const { payment, report, credit } = evidence;
  if (credit !== null && credit.payment_id !== payment.payment_id && credit.state !== "void") {
    return credit.state === "done" ? mismatch("duplicate_payment", netOrNull(evidence)) : { kind: "wait" };
  }
  if (report.source === "delivery" && isIncomplete(report)) return { kind: "incomplete" };
  const identity = wrongIdentity(payment, report);
  if (identity !== null) return mismatch(identity, netOrNull(evidence));
  if (!isOurProduct(payment, report)) return mismatch("product", netOrNull(evidence));
  const net = netOf(payment, report);
  if ("reason" in net) return mismatch(net.reason, null);
  if (net.net_minor < payment.amount_minor - allowance(evidence, net.converted)) {
    return mismatch(report.discounted ? "discounted" : "underpaid", net.net_minor);
  }
  if (!isSameTopup(payment, evidence.topup)) return mismatch("topup_changed", net.net_minor);
  return { kind: "match", net_minor: net.net_minor };
}

/** Net of tax in USD: what was paid if it was paid in USD, else what was settled if it was settled in USD. */
export function netOf(payment: Pick<Payment, "tax_inclusive">, report: Report): Net {
  if (report.currency === null) return { reason: "unknown_amount" };
  if (report.currency === "USD") return subtract(payment, report.total_minor, report.tax_minor, false);
  if (report.settlement_currency !== "USD") return { reason: "currency" };
  return subtract(payment, report.settlement_minor, report.settlement_tax_minor, true);
}

function subtract(payment: Pick<Payment, "tax_inclusive">, gross: Minor, tax: Minor, converted: boolean): Net {
  if (typeof gross !== "number" || tax === "malformed") return { reason: "unknown_amount" };
  const taken = payment.tax_inclusive === true ? 0 : (tax ?? 0);
  if (taken > gross) return { reason: "unknown_amount" };
  return { net_minor: gross - taken, converted };
}

function netOrNull(evidence: Evidence): number | null {
  const net = netOf(evidence.payment, evidence.report);
  return "reason" in net ? null : net.net_minor;
}

function wrongIdentity(payment: Payment, report: Report): HoldReason | null {
  if (report.environment !== payment.environment) return "environment";
  if (payment.business_id !== null && report.business_id !== null && payment.business_id !== report.business_id) return "environment";
  if (payment.provider_session_id !== null && report.provider_session_id !== payment.provider_session_id) return "session_mismatch";
  if (report.subscription) return "product";
  if (report.disputed) return "disputed";
  return report.refunded ? "refunded" : null;
}

/** A delivery may leave out or spoil what the API knows; tax is absent in bodies that are not final. */
function isIncomplete(report: Report): boolean {
  const unknown = (value: Minor): boolean => typeof value !== "number";
  if (!report.reversals_known) return true;
  if (report.lines === null || report.currency === null || report.provider_session_id === null) return true;
  if (report.currency === "USD") return unknown(report.total_minor) || unknown(report.tax_minor);
  return unknown(report.settlement_minor) || unknown(report.settlement_tax_minor);
}

function isOurProduct(payment: Payment, report: Report): boolean {
  const [line, ...others] = report.lines ?? [];
  return line !== undefined && others.length === 0 && line.product_id === payment.product_id && line.quantity === 1;
}

function allowance(evidence: Evidence, converted: boolean): number {
  if (!converted) return 0;
  const share = (BigInt(evidence.payment.amount_minor) * BigInt(evidence.conversion_tolerance_bps)) / 10_000n;
  return Math.max(1, Number(share));
}

function isSameTopup(payment: Payment, topup: Topup | null): boolean {
  return (
    topup !== null &&
    topup.status === "pending" &&
    topup.usd_cents === payment.amount_minor &&
    topup.credits === payment.credits &&
    topup.user_id === payment.user_id
  );
}

function mismatch(reason: HoldReason, net_minor: number | null): Verdict {
  return { kind: "mismatch", reason, net_minor };
}
