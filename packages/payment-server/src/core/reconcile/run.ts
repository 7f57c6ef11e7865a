import { PaymentError } from "../../errors.ts";
import type { Context } from "../context.ts";
import type { Payment } from "../payment.ts";
import type { CallingRun } from "../provider-calls.ts";
import { causeOf, type Writing } from "../write-cause.ts";

/**
 * The numbers of payments that a run has checked, credited and held. `failed` is the number of
 * payments that could not be checked, or could not be checked in time, plus the number of pages of
 * the provider's list that could not be read. All of these payments and pages are tried again. If
 * the run was stopped, `failed` is at least 1, because more payments may be due.
 */
export interface ReconcileResult {
  checked: number;
  credited: number;
  held: number;
  failed: number;
}

/** One run of reconciliation, and what it has done so far. */
export interface ReconcileRun extends CallingRun, Writing {
  result: ReconcileResult;
  /**
   * The ids of the provider payments that the newest held events are about; `null` until they are
   * read.
   */
  held_payments: ReadonlySet<string | null> | null;
}

/** Starts a run. Aborting `stop` ends it early. */
export function startRun(context: Context, stop: AbortSignal | undefined): ReconcileRun {
  return {
    context,
    cause: causeOf("reconcile"),
    result: { checked: 0, credited: 0, held: 0, failed: 0 },
    stop,
    held_payments: null,
  };
}

/** Counts a checked payment, and whether it was credited or held. */
export function countChecked(
  { result }: ReconcileRun,
  before: Payment | null,
  after: Payment,
): void {
  result.checked += 1;
  if (after.status === before?.status) return;
  if (after.status === "paid") result.credited += 1;
  if (after.status === "held") result.held += 1;
}

/**
 * Counts a payment whose check has failed, or a page that could not be read, so that the run
 * continues. If the error concerns more than this payment or page, throws the error again. A
 * storage failure or a bug is such an error.
 */
export function countFailed(
  { context, result }: ReconcileRun,
  payment_id: string | null,
  error: unknown,
): void {
  if (!(error instanceof PaymentError) || error.code === "storage_unavailable") throw error;
  result.failed += 1;
  const { code } = error;
  if (payment_id === null) context.logger.warn("recent payments could not be read", { code });
  else context.logger.warn("a payment could not be reconciled", { payment_id, code });
}
