import { HOST_MS, PROVIDER_MS } from "./time-limits.ts";
import { EXPIRED, withDeadline, type Timed } from "./deadline.ts";

/** The error if the provider does not answer in time. */
const LATE = {
  code: "provider_unavailable",
  message: "The payment provider did not answer in time; try again in a few seconds.",
} as const;

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
 * Runs `call`, which queries the provider and then settles the answer. `call` has the time limits
 * of the provider and of the host together. Its signal is aborted as soon as the provider's time
 * limit has passed, so that the host's time limit remains for the host.
 */
export function settlementDeadline<T>(
  context: Timed,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(context, PROVIDER_MS + HOST_MS, LATE, async (signal) => {
    const provider = new AbortController();
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
