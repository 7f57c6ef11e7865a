/** A token bucket: how many calls may still be made now. */
export interface Budget {
  /** Takes one call if there is one. */
  take(): boolean;
}

/** A bucket of `burst` calls that refills at `per_second`. */
export function createBudget(options: { per_second: number; burst: number; clock: () => number }): Budget {
  let tokens = options.burst;
  let refilled_at = options.clock();
  return {
    take(): boolean {
      const now = options.clock();
      const gained = (Math.max(0, now - refilled_at) * options.per_second) / 1_000;
      tokens = Math.min(options.burst, tokens + gained);
      refilled_at = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
