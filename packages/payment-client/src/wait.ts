import { createTopupStore, type TopupStoreOptions } from "./topup-store.ts";
import type { TopupState } from "./topup-state.ts";

export interface WaitOptions extends Pick<TopupStoreOptions, "client" | "patience_ms"> {
  /** Of the checkout; with it no sign-in is needed. */
  status_url: string;
  signal?: AbortSignal | undefined;
}

/**
 * Waits until the balance has a topup, or its payment has ended otherwise: resolves with phase `applied`, `failed`,
 * `canceled` or `held`; with `idle` if there is no such payment; with a slow `confirming` when patience (ten minutes, in
 * milliseconds) is over or nobody may ask. Rejects only with the signal's reason.
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
