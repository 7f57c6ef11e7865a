/** Decides whether a succeeded payment pays its topup, by the money rule (`verdict.ts`). */
import type { Context } from "./context.ts";
import type { Topup } from "./host.ts";
import type { Payment } from "./payment.ts";
import type { Report } from "./report.ts";
import { withTax } from "./report-fields.ts";
import type { Settling } from "./settling.ts";
import { readTopup } from "./topup.ts";
import { differs, verdict, type Evidence, type Verdict } from "./verdict.ts";

/** The verdict on a report. `learned` is the payment with the tax setting that was read last. */
export interface Judgement {
  verdict: Verdict;
  learned: Payment;
}

type Given = Omit<Evidence, "conversion_tolerance_bps">;

/**
 * Returns the verdict on a succeeded report. Before a payment counts as underpaid or discounted,
 * the tax setting of the product is read again, since the setting may have changed after the
 * checkout was created. If the stored setting says that the price includes tax, the setting is not
 * read again.
 */
export async function judge(settling: Settling, evidence: Given): Promise<Judgement> {
  const { context } = settling;
  const first = applyRule(context, evidence);
  const current = mayBeTaxed(evidence.payment, first)
    ? await withCurrentTax(settling, evidence)
    : evidence;
  const { payment: learned } = current;
  const judged = applyRule(context, current);
  if (judged.kind !== "mismatch" || judged.reason !== "topup_changed")
    return { verdict: judged, learned };
  // The credit was read before the topup. If another payment was credited in between, this one is a
  // duplicate of it, so the credit is read again.
  const credit = await context.storage.readCredit(learned.topup_id);
  return { verdict: applyRule(context, { ...current, credit }), learned };
}

/** Returns the evidence with the tax setting that the product has now. */
async function withCurrentTax(settling: Settling, evidence: Given): Promise<Given> {
  const { context, provider, signal } = settling;
  const { payment } = evidence;
  const tax_inclusive = await provider.readTaxInclusive(payment.product_id ?? "", signal);
  // The topup may have been edited during the call to the provider, so it is read again. Between
  // this read and the claim there is no further call to the provider.
  const topup = await readTopup(context, payment.topup_id);
  return {
    ...evidence,
    payment: withTax(payment, tax_inclusive ?? payment.tax_inclusive),
    topup,
  };
}

function mayBeTaxed(payment: Payment, judged: Verdict): boolean {
  const short =
    judged.kind === "mismatch" && (judged.reason === "underpaid" || judged.reason === "discounted");
  return short && payment.tax_inclusive !== true && payment.product_id !== null;
}

/**
 * Applies the money rule. If an administrator has released the payment, a mismatch counts as a
 * match, unless another payment has the topup's credit or the release is no longer valid.
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

/** Returns why an administrator's release is no longer valid, or `null` if it is still valid. */
function releaseEnd(
  payment: Payment,
  report: Report,
  topup: Topup | null,
): "topup_changed" | "disputed" | "refunded" | null {
  if (topup?.status !== "pending" || differs(payment, topup)) return "topup_changed";
  if (report.disputed) return "disputed";
  return report.refunded ? "refunded" : null;
}
