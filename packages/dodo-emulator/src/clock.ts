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

/** A clock with the handles of a manual one: they move it if it can be moved, call `moved`, and throw otherwise. */
export function movable(clock: Clock, moved: () => void): ManualClock {
  const move = (name: "advance" | "set", ms: number): void => {
    const handle: unknown = Reflect.get(clock, name);
    if (typeof handle !== "function")
      throw new TypeError(
        `clock.${name}() needs a clock that can be moved: create the emulator with clock: "manual"`,
      );
    Reflect.apply(handle, clock, [ms]);
    moved();
  };
  return {
    now: () => clock.now(),
    advance: (ms) => move("advance", ms),
    set: (ms) => move("set", ms),
  };
}
