import type { Clock } from "./clock.ts";

/** A timer that is set to a moment of a clock. */
export interface Timer {
  /** Replaces the timer; `Infinity` only clears it. A moment in the past runs it at once. */
  set(at: number): void;
  clear(): void;
}

// Node.js runs a timer with a longer delay at once.
const longest_delay = 2 ** 31 - 1;

/**
 * Creates a timer that calls `run` at a moment of the clock. It may also run too early, since a
 * delay is limited to 24.8 days, so `run` has to compare with the clock and set the timer again.
 * The timer does not keep the process alive.
 */
export function createTimer(clock: Clock, run: () => void): Timer {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    set(at) {
      clearTimeout(timer);
      if (at === Infinity) return;
      timer = setTimeout(run, Math.min(Math.max(0, at - clock.now()), longest_delay));
      timer.unref();
    },
    clear() {
      clearTimeout(timer);
    },
  };
}
