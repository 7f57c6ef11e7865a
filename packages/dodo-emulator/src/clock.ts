/** The source of the emulator's time, in milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** A clock with methods that move it, such as one that `createManualClock()` creates. */
export interface ManualClock extends Clock {
  /** Moves the clock forward by a number of milliseconds. */
  advance(ms: number): void;
  /** Sets the clock to a moment, in milliseconds since 1970. */
  set(ms: number): void;
}

/** Creates a clock for tests that stands still at `start`, by default the current time. */
export function createManualClock(start: number | Date = Date.now()): ManualClock {
  let now = Number(start);
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    set: (ms) => {
      now = ms;
    },
  };
}

/** Formats a moment as Dodo does: ISO 8601 in UTC, with microseconds. */
export function timestampOf(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}

/**
 * Returns a clock whose `advance()` and `set()` move the given clock and then call `moved`. Each of
 * them throws a `TypeError` if the given clock has no such method.
 */
export function movable(clock: Clock, moved: () => void): ManualClock {
  const move = (name: "advance" | "set", ms: number): void => {
    const method: unknown = Reflect.get(clock, name);
    if (typeof method !== "function")
      throw new TypeError(
        `clock.${name}() needs a clock that can be moved: create the emulator with clock: "manual"`,
      );
    Reflect.apply(method, clock, [ms]);
    moved();
  };
  return {
    now: () => clock.now(),
    advance: (ms) => move("advance", ms),
    set: (ms) => move("set", ms),
  };
}
