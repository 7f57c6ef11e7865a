import { createTopupStore, type TopupStoreOptions } from "./topup-store.ts";
import type { TopupState } from "./topup-state.ts";

/** The options of {@link waitForTopup}. */
export interface WaitOptions extends Pick<TopupStoreOptions, "client" | "patience_ms"> {
  /** The `status_url` of the checkout. No sign-in is needed to poll it. */
  status_url: string;
  /**
   * If this signal aborts, the waiting ends, and the promise rejects with the reason of the signal.
   */
  signal?: AbortSignal | undefined;
}

/**
 * Waits until the payment of a topup has ended, and resolves with the topup's state. The phase of
 * this state is `applied`, `failed`, `canceled` or `held`. If the server has no such payment, the
 * phase is `idle`.
 *
 * The waiting ends earlier, in the phase `confirming`, in two cases. If the stage is `bank`, a bank
 * is processing the payment, which may take days. If the state is `slow`, automatic polling has
 * stopped: `patience_ms` (default ten minutes) would pass before the next poll, or an error was not
 * retryable. Rejects only with the reason of the signal.
 */
export async function waitForTopup({
  signal,
  patience_ms = 600_000,
  ...options
}: WaitOptions): Promise<TopupState> {
  signal?.throwIfAborted();
  const store = createTopupStore({ ...options, patience_ms });
  const disconnect = store.connect();
  try {
    return await new Promise((resolve, reject) => {
      store.$topup.subscribe((state) => {
        if (state.phase !== "confirming" || state.slow || state.stage === "bank") resolve(state);
      });
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  } finally {
    disconnect();
  }
}
