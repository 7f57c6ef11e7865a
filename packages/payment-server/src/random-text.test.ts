import { expect, test } from "vitest";
import { randomText, sortedText } from "./random-text.ts";

const NOW = Date.parse("2026-11-29T20:00:00Z");

test("both texts have the 22 characters that ids in metadata and links must have", () => {
  for (const text of [randomText(), sortedText(NOW), sortedText(0), sortedText(-0.5)])
    expect(text).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

test("sorted texts sort by their time, to the millisecond and over many years", () => {
  const times = [0, 1, 63, 64, NOW, NOW + 1, NOW + 64, NOW + 86_400_000, 64 ** 7 - 1];
  const texts = times.map((time) => sortedText(time));
  expect([...texts].sort()).toEqual(texts);
});

test("sorted texts of one millisecond share seven characters, and each other one is random", () => {
  const texts = Array.from({ length: 2_000 }, () => sortedText(NOW));
  expect(new Set(texts.map((text) => text.slice(0, 7))).size).toBe(1);
  for (let at = 7; at < 22; at += 1)
    expect(new Set(texts.map((text) => text.charAt(at))).size).toBe(64);
});
