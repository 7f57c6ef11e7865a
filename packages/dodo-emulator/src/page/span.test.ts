import { expect, test } from "vitest";
import { span } from "./span.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [SECOND, "1 second"],
  [45 * SECOND, "45 seconds"],
  [MINUTE, "1 minute"],
  [90 * SECOND, "90 seconds"],
  [90 * MINUTE, "90 minutes"],
  [HOUR, "1 hour"],
  [36 * HOUR, "36 hours"],
  [DAY, "1 day"],
  [4 * DAY, "4 days"],
])("%d ms, a multiple of a unit, are %s", (ms, text) => {
  expect(span(ms)).toBe(text);
});

test.each([
  [0, "0 seconds"],
  [499, "0 seconds"],
  [1_499, "1 second"],
  [1_500, "2 seconds"],
  [DAY + 400, "86400 seconds"],
])("%d ms are rounded to %s", (ms, text) => {
  expect(span(ms)).toBe(text);
});
