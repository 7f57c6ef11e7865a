import { expect, test } from "vitest";
import { createPause } from "./provider-pause.ts";

/** A pause, and the clock by which it lasts. */
function makePause(): { pause: ReturnType<typeof createPause>; clock: { now: number } } {
  const clock = { now: 5_000_000 };
  return { clock, pause: createPause(() => clock.now) };
}

test("a pause that was not started does not last", () => {
  expect(makePause().pause.lasts()).toBe(false);
});

test("it lasts for the given time", () => {
  const { pause, clock } = makePause();
  pause.start(10_000);
  expect(pause.lasts()).toBe(true);
  clock.now += 9_999;
  expect(pause.lasts()).toBe(true);
  clock.now += 1;
  expect(pause.lasts()).toBe(false);
});

test("it lasts for a minute at most, however long the provider asks for", () => {
  const { pause, clock } = makePause();
  pause.start(86_400_000);
  expect(pause.lasts()).toBe(true);
  clock.now += 59_999;
  expect(pause.lasts()).toBe(true);
  clock.now += 1;
  expect(pause.lasts()).toBe(false);
});

test("a later start replaces the end of an earlier one", () => {
  const { pause, clock } = makePause();
  pause.start(60_000);
  pause.start(1_000);
  clock.now += 1_000;
  expect(pause.lasts()).toBe(false);
});

test("it does not last for hours after the clock was set back", () => {
  const { pause, clock } = makePause();
  pause.start(60_000);
  clock.now -= 1;
  expect(pause.lasts()).toBe(false);
  pause.start(60_000);
  expect(pause.lasts()).toBe(true);
});
