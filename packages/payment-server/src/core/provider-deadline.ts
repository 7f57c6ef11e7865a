import {
  EXPIRED,
  type Late,
  SILENT_STORAGE,
  type Timed,
  waitsForHost,
  withDeadline,
} from "./deadline.ts";
import { HOST_MS, PROVIDER_MS } from "./time-limits.ts";

const LATE: Late = {
  code: "provider_unavailable",
  message: "The payment provider did not answer in time; try again in a few seconds.",
};
const LATE_HOST: Late = {
  code: "host_unavailable",
  message: "The application did not answer in time; try again in a few seconds.",
};

/**
 * Runs one call to the provider with its time limit. Throws `provider_unavailable` if the provider
 * does not answer in time.
 */
export function providerDeadline<T>(
  context: Timed,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(context, PROVIDER_MS, LATE, call);
}

/**
 * Runs `call`, which queries the provider and then settles the answer. The time limit of `call` is
 * the sum of the limits of the provider and of the host. The signal that `call` receives is aborted
 * as soon as the provider's limit has passed, so that the host's limit remains for the host. If
 * `call` does not end in time, the error says whether the provider, the host or the storage is
 * probably late.
 */
export function settlementDeadline<T>(
  context: Timed,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const provider = new AbortController();
  const late = (): Late => {
    if (waitsForHost(context)) return LATE_HOST;
    // A call to the provider ends when its signal is aborted, so from then on the storage is late.
    return provider.signal.aborted ? SILENT_STORAGE : LATE;
  };
  return withDeadline(context, PROVIDER_MS + HOST_MS, late, async (signal) => {
    const done = new AbortController();
    signal.addEventListener("abort", () => provider.abort(EXPIRED), { once: true });
    void context.sleep(PROVIDER_MS, done.signal).then(() => provider.abort(EXPIRED));
    try {
      return await call(provider.signal);
    } finally {
      done.abort(EXPIRED);
    }
  });
}
