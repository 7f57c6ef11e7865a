/** A token bucket: how many calls may still be made now. */
export interface Budget {
  /** Takes one call if there is one, and leaves this share of the bucket (0 to 1) to others. */
  take(leave?: number): boolean;
  /** Counts a call that is made in any case; those who ask after it wait for it. */
  spend(): void;
}

/** A bucket of `burst` calls that refills at `per_second`. */
export function createBudget(options: { per_second: number; burst: number; clock: () => number }): Budget {
  let tokens = options.burst;
  let refilled_at = options.clock();
  function refill(): void {
    const now = options.clock();
    const gained = (Math.max(0, now - refilled_at) * options.per_second) / 1_000;
    tokens = Math.min(options.burst, tokens + gained);
    refilled_at = now;
  }
  return {
    take(leave = 0): boolean {
      refill();
      if (tokens - 1 < options.burst * leave) return false;
      tokens -= 1;
      return true;
    },
    spend(): void {
      refill();
      tokens = Math.max(-options.burst, tokens - 1);
    },
  };
}
