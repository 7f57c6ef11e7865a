const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** How long Dodo waits before each attempt, counted from the one before; 8 attempts over about 27.5 hours. */
export const retry_delays: readonly number[] = [
  0,
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
];

/** How long Dodo waits for an answer. */
export const answer_timeout: number = 15 * second;

/** When the next attempt is due after so many have failed, the last one at a given moment; null when Dodo gives up. */
export function nextAttempt(failed: number, last_at: number): number | null {
  const delay = retry_delays[failed];
  return delay === undefined ? null : last_at + delay;
}
