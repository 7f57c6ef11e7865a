import { createTopupStore, type TopupStoreOptions } from "./topup-store.ts";
import type { TopupState } from "./topup-state.ts";

/** The options of {@link waitForTopup}. */
export interface WaitOptions extends Pick<TopupStoreOptions, "client" | "patience_ms"> {
  /** The `status_url` of the checkout. No sign-in is needed to poll it. */
  status_url: string;
  /** The signal that ends the waiting. The promise then rejects with the reason of the signal. */
  signal?: AbortSignal | undefined;
}

/**
 * Waits until the payment of a topup has ended, and resolves with the topup's state. Its phase is
 * `applied`, `failed`, `canceled` or `held`. The phase is `idle` if the server has no such payment.
 * The phase is `confirming`, with `slow`, if `patience_ms` (default ten minutes) has passed or if a
 * poll fails with an error that is not retryable. It is also `confirming`, with the stage `bank`, as
 * soon as a bank is processing the payment, which may take days. Rejects only with the reason of
 * the signal.
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
