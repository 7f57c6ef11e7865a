/** The calls of `finishTopup`. */
import type { SharedTransaction } from "./transaction.ts";

/**
 * One call of `finishTopup`. `ended` is `true` once it has returned or thrown, so that nothing of
 * it still runs.
 */
export interface HostCall {
  topup_id: string;
  payment_id: string;
  provider_payment_id: string;
  fence: number;
  ended: boolean;
  /** Whether it has returned without doing anything. */
  idle: boolean;
  /** The transaction in which it writes; `null` in guarded mode. */
  tx: SharedTransaction | null;
}

/** Returns whether the transaction of a call was committed. */
export function isCommitted({ tx }: HostCall): boolean {
  return tx?.outcome === "committed";
}

/** Returns whether a call of the topup was committed that did nothing, which is the host's fault. */
export function wasIdle(calls: readonly HostCall[], topup_id: string): boolean {
  return calls.some((call) => call.topup_id === topup_id && call.idle && isCommitted(call));
}
