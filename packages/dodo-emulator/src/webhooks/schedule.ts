const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * How long Dodo waits before each attempt, in milliseconds after the previous attempt. There are 8
 * attempts over about 27.5 hours.
 *
 * @see https://docs.dodopayments.com/developer-resources/webhooks
 */
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

/** How long Dodo waits for the answer to a delivery, in milliseconds. */
export const answer_timeout: number = 15 * second;

/**
 * Computes the time of the next attempt, in Unix milliseconds, from the number of attempts that
 * have failed and the time of the latest one. Returns `null` if no attempt remains.
 */
export function nextAttempt(failed: number, last_at: number): number | null {
  const delay = retry_delays[failed];
  return delay === undefined ? null : last_at + delay;
}
