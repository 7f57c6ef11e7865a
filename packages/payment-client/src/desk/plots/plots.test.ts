import { describe, expect, test } from "vitest";
import { dayOf } from "../../../test/desk-records.ts";
import type { DaySummary } from "../../report-wire.ts";
import { geometryOf, roundTicks, type Geometry } from "./geometry.ts";
import { plotsOf, totalOf } from "./series.ts";

const BOX = { width: 552, height: 224 };

function draw(name: string, items: readonly DaySummary[]): Geometry {
  const data = plotsOf(items).find((plot) => plot.name === name);
  if (data === undefined) throw new Error(`There is no plot ${name}.`);
  return geometryOf(data, BOX);
}

/** The text of every number, to find what is no number. */
const numbersOf = (geometry: Geometry): string => JSON.stringify(geometry);

describe("every plot", () => {
  test.each(["topups", "money", "speed", "deliveries"])(
    "%s can be drawn when nothing has happened, and for no day at all",
    (name) => {
      for (const items of [[], [dayOf(1), dayOf(2)]]) {
        const geometry = draw(name, items);
        expect(numbersOf(geometry)).not.toMatch(/null,|NaN/);
        expect(geometry.bars).toEqual([]);
        expect(geometry.ticks.length).toBeGreaterThan(1);
      }
    },
  );
});

test("bars begin at 0, and what went back hangs below", () => {
  const { zero, bars } = draw("money", [dayOf(1, { received_minor: 1_000, returned_minor: 250 })]);
  const [received, returned] = bars;
  expect(received && received.y + received.height).toBeCloseTo(zero ?? Number.NaN);
  expect(returned?.y).toBeCloseTo(zero ?? Number.NaN);
});

test("the parts of a bar do not overlap, and the smallest can still be seen", () => {
  const topups = { paid: 1_000, held: 1, failed: 3 };
  const { bars } = draw("topups", [dayOf(1, { topups })]);
  expect(bars.map(({ tone }) => tone)).toEqual(["good", "look", "rest"]);
  for (const [index, bar] of bars.entries()) {
    expect(bar.height).toBeGreaterThanOrEqual(1.5);
    const above = bars[index + 1];
    if (above !== undefined) expect(above.y + above.height).toBeLessThanOrEqual(bar.y);
  }
});

test("a day without a credit breaks the line, and a time of 0 stays in the plot", () => {
  const times = [{ p50: 0, p95: 90_000 }, null, { p50: 2_000, p95: 8_000 }];
  const { lines, ticks } = draw(
    "speed",
    times.map((credit_ms, index) => dayOf(index + 1, { credit_ms })),
  );
  expect(lines.map(({ parts }) => parts.length)).toEqual([2, 2]);
  const places = lines.flatMap(({ parts }) => parts.flat().map(({ y }) => y));
  expect(Math.max(...places)).toBeLessThanOrEqual(ticks[0]?.y ?? 0);
  expect(Math.min(...places)).toBeGreaterThanOrEqual(ticks.at(-1)?.y ?? 0);
});

test("the names of days never stand closer than they are wide", () => {
  const days = Array.from({ length: 90 }, (_, index) => dayOf((index % 30) + 1));
  const { labels } = draw("topups", days);
  expect(labels[0]?.day).toBe(89);
  for (const [index, { x }] of labels.entries())
    if (index > 0) expect((labels[index - 1]?.x ?? 0) - x).toBeGreaterThanOrEqual(55);
});

test.each([
  [0, 0, true, [0, 1]],
  [0, 77, true, [0, 20, 40, 60, 80]],
  [-300, 1_000, false, [-500, 0, 500, 1_000]],
  [0, 3, true, [0, 1, 2, 3]],
])("the ticks from %d to %d are round and have 0", (low, high, whole, ticks) => {
  expect(roundTicks(low, high, whole)).toEqual(ticks);
});

test("the totals are those of the days that are drawn", () => {
  const plots = plotsOf([
    dayOf(1, { topups: { paid: 2, expired: 1, dismissed: 1 }, credit_ms: { p50: 1, p95: 3 } }),
    dayOf(2, { topups: { paid: 3, crediting: 1, pending: 2 }, credit_ms: { p50: 5, p95: 9 } }),
  ]);
  const totals = plots.map((plot) => plot.series.map((series) => totalOf(plot, series)));
  expect(totals[0]).toEqual([5, 3, 0, 2]);
  expect(totals[2]).toEqual([1, 3]);
});
