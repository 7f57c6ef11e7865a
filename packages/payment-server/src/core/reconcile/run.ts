import { PaymentError } from "../../errors.ts";
import type { Context } from "../context.ts";
import type { Matter } from "../write-cause.ts";
import type { Payment } from "../payment.ts";

/** What a run did: `failed` counts payments that could not be asked about and are due again. */
export interface ReconcileResult {
  checked: number;
  credited: number;
  held: number;
  failed: number;
}

/** One run of reconciliation. */
export interface Round {
  context: Context;
  matter: Matter;
  result: ReconcileResult;
  stop: AbortSignal | undefined;
  /** The provider's payments that held events name; `null` until they were read. */
  held_payments: ReadonlySet<string | null> | null;
}

/** The bucket is empty: wait this long for the next call. */
const PAUSE_MS = 100;

/** Waits for a call to the provider; false when the run is to stop. */
export async function takeCall(round: Pick<Round, "context" | "stop">): Promise<boolean> {
  while (!isStopped(round)) {
    if (round.context.budget.take("reconcile")) return true;
    await round.context.sleep(PAUSE_MS, round.stop);
  }
  return false;
}

export function isStopped({ stop }: Pick<Round, "stop">): boolean {
  return stop?.aborted === true;
}

export function count({ result }: Round, before: Payment | null, after: Payment): void {
  result.checked += 1;
  if (after.status === before?.status) return;
  if (after.status === "paid") result.credited += 1;
  if (after.status === "held") result.held += 1;
}

/** One payment's trouble is not the others'. What is not ours to explain is thrown on. */
export function failed(
  { context, result }: Round,
  payment_id: string | null,
  error: unknown,
): void {
  if (!(error instanceof PaymentError) || error.code === "storage_unavailable") throw error;
  result.failed += 1;
  context.logger.warn("a payment could not be reconciled", { payment_id, code: error.code });
}
