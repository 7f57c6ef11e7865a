/**
 * Computes the stage of a payment. The stage decides whether another checkout may be opened for the
 * topup. The functions are pure.
 */
import type { Payment } from "./payment.ts";
import { hasUnknownStatus, isProcessing } from "./provider-status.ts";
import type { ReportStatus } from "./report.ts";
import { isSessionOver } from "./schedule.ts";

/**
 * How far a payment has come. `none`: no other stage was found. `settled`: the money was credited,
 * or the payment was held or dismissed. `expired`: the checkout can no longer be paid. The other
 * stages are named like the statuses of a report.
 */
export type Stage = "none" | "settled" | "expired" | ReportStatus;

/** The stages in which money may be on its way, or may have arrived. */
export const MAY_BE_PAID: ReadonlySet<Stage> = new Set<Stage>([
  "succeeded",
  "processing",
  "unknown",
]);

/**
 * Returns the stage of a payment by its stored row, without a query to the provider. Callers check
 * the status as well, since the stage of a payment that has received money is `none`.
 */
export function stageOf(payment: Payment): Stage {
  if (isProcessing(payment)) return "processing";
  if (hasUnknownStatus(payment)) return "unknown";
  const { status } = payment;
  return status === "failed" || status === "canceled" || status === "expired" ? status : "none";
}

/** The order of the stages. Stages in which money may arrive rank above the others. */
const RANK: Record<Stage, number> = {
  none: 0,
  expired: 0,
  settled: 1,
  failed: 1,
  canceled: 1,
  open: 2,
  unknown: 3,
  processing: 4,
  succeeded: 5,
};

/** Returns the stage with the higher rank. */
export function furtherStage(a: Stage, b: Stage): Stage {
  return RANK[b] > RANK[a] ? b : a;
}

/**
 * Whether the payment has expired. This is so in two cases. The provider has neither the stored
 * session nor a payment. Or the session has expired, and the provider reports neither an outcome
 * nor a payment in process.
 */
export function isCheckoutOver(
  payment: Payment,
  stage: Stage,
  session_known: boolean,
  now: number,
): boolean {
  if (stage === "none" && payment.provider_session_id !== null && !session_known) return true;
  return (
    (stage === "none" || stage === "open" || stage === "unknown") && isSessionOver(payment, now)
  );
}
