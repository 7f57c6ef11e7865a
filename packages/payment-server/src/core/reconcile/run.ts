import { PaymentError } from "../../errors.ts";
import type { Context } from "../context.ts";
import type { Payment } from "../payment.ts";
import type { CallingRun } from "../provider-calls.ts";
import { causeOf, type Writing } from "../write-cause.ts";

/**
 * What a run has done; `failed` counts payments that could not be asked about and are due again.
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
  /** The provider payments that held events name; `null` until they are read. */
  held_payments: ReadonlySet<string | null> | null;
}

/** Starts a run; `stop` ends it early. */
export function startRun(context: Context, stop: AbortSignal | undefined): ReconcileRun {
  return {
    context,
    cause: causeOf("reconcile"),
    result: { checked: 0, credited: 0, held: 0, failed: 0 },
    stop,
    held_payments: null,
  };
}

/** Counts a payment that was checked, and what has become of it. */
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
 * Counts a payment that could not be checked, so that the run goes on with the others. Throws the
 * error again if it is not about this payment alone: a storage that fails, or a bug.
 */
export function countFailed(
  { context, result }: ReconcileRun,
  payment_id: string | null,
  error: unknown,
): void {
  if (!(error instanceof PaymentError) || error.code === "storage_unavailable") throw error;
  result.failed += 1;
  context.logger.warn("a payment could not be reconciled", { payment_id, code: error.code });
}
