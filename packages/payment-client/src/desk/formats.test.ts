import { expect, test } from "vitest";
import { createFormats } from "./formats.ts";

const en = createFormats("en");
const de = createFormats("de");

test.each([
  [2_000, "USD", "$20.00"],
  [0, "USD", "$0.00"],
  [1_500, "JPY", "¥1,500"],
  [null, "USD", "–"],
  [5, "not a currency", "5 not a currency"],
])("%s of %s is written as %s", (minor, currency, text) => {
  expect(en.money(minor, currency)).toBe(text);
});

test.each([
  [0, "0 sec"],
  [29, "29 ms"],
  [1_380, "1.4 sec"],
  [59_400, "59 sec"],
  [101_086, "1 min 41 sec"],
  [3_600_000, "1 hr"],
  [97_200_000, "1 day 3 hr"],
])("%d ms are %s", (ms, text) => {
  expect(en.duration(ms)).toBe(text);
});

test("an age is rounded down to its largest unit, and a future time has none", () => {
  const now = Date.parse("2026-11-29T12:00:00Z");
  expect(en.age("2026-11-29T09:01:30Z", now)).toBe("2 hr");
  expect(en.age("2026-11-29T12:00:30Z", now)).toBe("0 sec");
});

test("times are those of UTC, with 24 hours in both languages", () => {
  expect(en.moment("2026-11-29T23:03:50Z")).toBe("29 Nov, 23:03:50");
  expect(de.moment("2026-11-29T23:03:50Z")).toContain("23:03:50");
});
