/** Where the emulator reads the time from, in milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves the clock forward by so many milliseconds. */
  advance(ms: number): void;
  /** Sets the clock to a moment, in milliseconds since 1970. */
  set(ms: number): void;
}

/** Makes a clock for tests; without an argument it starts at the present moment and then stands still. */
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

/** A moment as Dodo writes it: UTC, with microseconds. */
export function timestampOf(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}
