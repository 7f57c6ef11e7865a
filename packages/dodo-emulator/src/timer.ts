import type { Clock } from "./clock.ts";

/** A timer that is set to a moment of a clock. */
export interface Timer {
  /** Sets when the timer fires: immediately for a time in the past, never for `Infinity`. */
  set(at: number): void;
  clear(): void;
}

// The longest delay of a Node.js timer, in milliseconds. A longer one would fire immediately.
const longest_delay = 2 ** 31 - 1;

/**
 * Creates a timer that calls `run` at a moment of the clock. A call can come too early, because a
 * delay is limited to 24.8 days, and because the clock can be slower than real time. So `run` has
 * to check the clock and set the timer again. The timer does not keep the process alive.
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
