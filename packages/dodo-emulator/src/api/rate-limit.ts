import type { Clock } from "../clock.ts";
import type { Faults } from "../faults.ts";

// The rate limits of a new account: https://docs.dodopayments.com/api-reference/introduction
const tier_0 = { per_second: 40, per_minute: 240 };

/** The state of the rate limit after a request has been counted. */
export interface RateLimitState {
  /** The `X-RateLimit-*` headers of the answer. */
  headers: Record<string, string>;
  /** Whether the request has to be answered with 429. */
  exceeded: boolean;
}

/**
 * Creates a function that counts one request in the current second and minute of the clock. The
 * function reports an exceeded limit only while `faults.api.rate_limit` is set.
 */
export function createRateLimit(clock: Clock, faults: Faults): () => RateLimitState {
  const second = { length: 1000, number: NaN, used: 0 };
  const minute = { length: 60_000, number: NaN, used: 0 };

  return () => {
    const now = clock.now();
    for (const window of [second, minute]) {
      const number = Math.floor(now / window.length);
      if (number !== window.number) Object.assign(window, { number, used: 0 });
      window.used += 1;
    }
    const enforced = faults.api.rate_limit;
    const per_second = enforced?.per_second ?? tier_0.per_second;
    const per_minute = enforced?.per_minute ?? tier_0.per_minute;
    const left = { second: per_second - second.used, minute: per_minute - minute.used };
    // Dodo does not say which window the headers describe, so they describe the one that is closer
    // to its limit.
    const [window, limit, remaining] =
      left.second < left.minute
        ? [second, per_second, left.second]
        : [minute, per_minute, left.minute];
    const reset = ((window.number + 1) * window.length) / 1000;
    const headers = {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(Math.max(0, remaining)),
      "x-ratelimit-reset": String(reset),
    };
    return { headers, exceeded: enforced !== undefined && (left.second < 0 || left.minute < 0) };
  };
}
