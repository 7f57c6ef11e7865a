/** Gathers what the money rule needs, and applies it. */
import type { Context } from "./context.ts";
import type { Topup } from "./host.ts";
import type { Payment } from "./payment.ts";
import type { Report } from "./report.ts";
import { withTax } from "./report-fields.ts";
import type { Settling } from "./settling.ts";
import { readTopup } from "./topup.ts";
import { differs, verdict, type Evidence, type Verdict } from "./verdict.ts";

/** The verdict on a report, and the payment with what was learned on the way to it. */
export interface Judgement {
  verdict: Verdict;
  learned: Payment;
}

type Given = Omit<Evidence, "conversion_tolerance_bps">;

/**
 * Judges a success. Before it calls a payment underpaid it reads the tax setting of the product
 * again, since that may have been changed after the checkout was created.
 */
export async function judge(settling: Settling, evidence: Given): Promise<Judgement> {
  const { context, provider, signal } = settling;
  const { payment, report, credit } = evidence;
  const first = applyRule(context, evidence);
  if (!mayBeTaxed(payment, first)) return { verdict: first, learned: payment };
  const tax_inclusive = await provider.readTaxInclusive(payment.product_id ?? "", signal);
  const learned = withTax(payment, tax_inclusive ?? payment.tax_inclusive);
  // The topup is read once more: it may have been edited during the call to the provider, and
  // nothing may happen between its last read and the claim.
  const topup = await readTopup(context, payment.topup_id);
  return { verdict: applyRule(context, { payment: learned, report, topup, credit }), learned };
}

function mayBeTaxed(payment: Payment, judged: Verdict): boolean {
  const short =
    judged.kind === "mismatch" && (judged.reason === "underpaid" || judged.reason === "discounted");
  return short && payment.tax_inclusive !== true && payment.product_id !== null;
}

/**
 * Applies the money rule, or, to a payment that an administrator has released, what a release does
 * not waive: nobody else has credited the topup, the topup is pending and what the administrator
 * has seen, and nothing was refunded or disputed since. Releasing such a payment again is a
 * decision of its own.
 */
function applyRule(context: Context, evidence: Given): Verdict {
  const { payment, report, topup } = evidence;
  const { conversion_tolerance_bps } = context;
  const judged = verdict({ ...evidence, conversion_tolerance_bps });
  if (!payment.released || judged.kind !== "mismatch" || judged.reason === "duplicate_payment")
    return judged;
  const { net_minor } = judged;
  const reason = releaseEnd(payment, report, topup);
  return reason === null ? { kind: "match", net_minor } : { kind: "mismatch", reason, net_minor };
}

/** Returns why a release no longer holds, or `null` if it does. */
function releaseEnd(
  payment: Payment,
  report: Report,
  topup: Topup | null,
): "topup_changed" | "disputed" | "refunded" | null {
  if (topup?.status !== "pending" || differs(payment, topup)) return "topup_changed";
  if (report.disputed) return "disputed";
  return report.refunded ? "refunded" : null;
}
