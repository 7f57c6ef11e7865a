/** A rate limit that saves unused calls for later, up to `burst` of them. */
export interface Bucket {
  /** Whether at least `calls` calls are left. */
  has(calls: number): boolean;
  /** Charges for one call, even if none is left. */
  spend(): void;
  /** Whether the bucket holds as many calls as it can. */
  full(): boolean;
}

/**
 * Creates a token bucket that holds `burst` calls and refills at `per_second` calls a second. Its
 * balance never falls below `-burst`.
 */
export function createBucket({
  per_second,
  burst,
  clock,
}: {
  per_second: number;
  burst: number;
  clock: () => number;
}): Bucket {
  let tokens = burst;
  let refilled_at = clock();
  function refill(): void {
    const now = clock();
    tokens = Math.min(burst, tokens + (Math.max(0, now - refilled_at) * per_second) / 1_000);
    // The time is stored even if the clock was set back; otherwise the bucket would not refill
    // until the clock had caught up.
    refilled_at = now;
  }
  return {
    has(calls): boolean {
      refill();
      return tokens >= calls;
    },
    spend(): void {
      refill();
      tokens = Math.max(-burst, tokens - 1);
    },
    full(): boolean {
      refill();
      return tokens >= burst;
    },
  };
}
