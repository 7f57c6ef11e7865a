/**
 * The longest pause in milliseconds. It is a minute, because providers limit the calls per minute.
 */
const LONGEST_PAUSE_MS = 60_000;

/** Creates a pause that has not started. `start` takes its length in milliseconds. */
export function createPause(clock: () => number): { start(ms: number): void; lasts(): boolean } {
  let ends_at = Number.NEGATIVE_INFINITY;
  return {
    start(ms) {
      ends_at = clock() + Math.min(ms, LONGEST_PAUSE_MS);
    },
    lasts() {
      // If more than the longest pause is left, the clock was set back, and the pause counts as
      // over.
      const left = ends_at - clock();
      return left > 0 && left <= LONGEST_PAUSE_MS;
    },
  };
}
