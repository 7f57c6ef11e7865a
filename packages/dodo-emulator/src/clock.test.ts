import { describe, expect, test } from "vitest";
import { createManualClock, movable, timestampOf } from "./clock.ts";

describe("a manual clock", () => {
  test.each([
    ["a number", 1_800_000_000_000],
    ["a date", new Date(1_800_000_000_000)],
  ])("stands still at %s until it is moved", (_what, start) => {
    const clock = createManualClock(start);
    expect(clock.now()).toBe(1_800_000_000_000);
    clock.advance(1_500);
    expect(clock.now()).toBe(1_800_000_001_500);
    clock.set(7);
    expect(clock.now()).toBe(7);
  });

  test("begins now if no time is given", () => {
    const before = Date.now();
    const { now } = createManualClock();
    expect(now()).toBeGreaterThanOrEqual(before);
    expect(now()).toBeLessThanOrEqual(Date.now());
  });
});

test("a moment is written as Dodo writes it: in UTC, with microseconds", () => {
  expect(timestampOf(0)).toBe("1970-01-01T00:00:00.000000Z");
  expect(timestampOf(1_800_000_000_123)).toBe("2027-01-15T08:00:00.123000Z");
});

describe("a clock that reports its moves", () => {
  test("calls the function after each move, when the time is the new one", () => {
    const clock = createManualClock(1_000);
    const seen: number[] = [];
    const reporting = movable(clock, () => seen.push(clock.now()));
    reporting.advance(500);
    reporting.set(9_000);
    expect([seen, reporting.now()]).toEqual([[1_500, 9_000], 9_000]);
  });

  test.each(["advance", "set"] as const)(
    "%s() says what to do about a clock that only runs",
    (name) => {
      let moves = 0;
      const reporting = movable({ now: () => 1 }, () => (moves += 1));
      expect(() => reporting[name](5)).toThrow(
        new TypeError(
          `clock.${name}() needs a clock that can be moved: create the emulator with clock: "manual"`,
        ),
      );
      expect([moves, reporting.now()]).toEqual([0, 1]);
    },
  );
});
