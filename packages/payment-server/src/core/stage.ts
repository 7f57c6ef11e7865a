/**
 * How far a payment has come, as far as opening another checkout for its topup is concerned. Pure.
 */
import type { Payment } from "./payment.ts";
import { hasUnknownStatus, isProcessing } from "./provider-status.ts";
import type { ReportStatus } from "./report.ts";
import { isSessionOver } from "./schedule.ts";

/**
 * `none`: the checkout was created, or may have been, and nobody has tried to pay. `settled`: its
 * money was decided about. Otherwise the last status that the provider reported.
 */
export type Stage = "none" | "settled" | "expired" | ReportStatus;

/**
 * Stages in which money may arrive: a success that is not settled, money in flight, and an unknown
 * status.
 */
export const MAY_BE_PAID: ReadonlySet<Stage> = new Set<Stage>([
  "succeeded",
  "processing",
  "unknown",
]);

/** Returns the stage that the stored row shows. */
export function stageOf(payment: Payment): Stage {
  if (isProcessing(payment)) return "processing";
  if (hasUnknownStatus(payment)) return "unknown";
  const { status } = payment;
  return status === "failed" || status === "canceled" || status === "expired" ? status : "none";
}

/** What may still be paid counts for more than what has ended. */
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

/** Returns the stage of two that has come further. */
export function furtherStage(a: Stage, b: Stage): Stage {
  return RANK[b] > RANK[a] ? b : a;
}

/**
 * Whether the checkout can no longer be paid: the provider does not know its session, or the
 * session has expired and no money is in flight.
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
