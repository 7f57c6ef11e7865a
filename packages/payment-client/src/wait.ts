import { createTopupStore, type TopupStoreOptions } from "./topup-store.ts";
import type { TopupState } from "./topup-state.ts";

/** The options of {@link waitForTopup}. */
export interface WaitOptions extends Pick<TopupStoreOptions, "client" | "patience_ms"> {
  /** The `status_url` of the checkout. No sign-in is needed to poll it. */
  status_url: string;
  /** Stops waiting. The promise then rejects with the reason of the signal. */
  signal?: AbortSignal | undefined;
}

/**
 * Waits until the payment of a topup has ended, and resolves with the topup's state. The phase is
 * then `applied`, `failed`, `canceled` or `held`, or `idle` if the server has no such payment. It
 * is `confirming` with `slow` if `patience_ms` (default ten minutes) has passed or the server
 * refuses to answer. Rejects only with the reason of the signal.
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
        if (state.phase !== "confirming" || state.slow) resolve(state);
      });
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  } finally {
    disconnect();
  }
}
