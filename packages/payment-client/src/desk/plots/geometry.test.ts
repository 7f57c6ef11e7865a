// Where the bars, points, ticks and names of a plot stand, at every width and for every figure.
import { describe, expect, test } from "vitest";
import { geometryOf, roundTicks, type Box, type Geometry } from "./geometry.ts";
import type { PlotData, Series } from "./series.ts";

const BOXES: Box[] = [
  { width: 280, height: 208 },
  { width: 552, height: 224 },
  { width: 1_200, height: 224 },
];
const DAY = 86_400_000;

/** Names days: as many as there are values in the longest series. */
function plotOf(
  kind: PlotData["kind"],
  series: readonly Partial<Series>[],
  unit = "count",
): PlotData {
  const all = series.map((one): Series => ({ name: "paid", tone: "good", values: [], ...one }));
  const length = Math.max(...all.map(({ values }) => values.length));
  const days = Array.from({ length }, (_, day) => `2026-11-${String(day + 1).padStart(2, "0")}`);
  return {
    name: "topups",
    kind,
    unit: unit as PlotData["unit"],
    days,
    series: all,
    few: days.map(() => false),
  };
}

/** Every number of a geometry that is a place. */
function placesOf({ bars, lines, ticks, labels }: Geometry): { x: number[]; y: number[] } {
  const points = lines.flatMap(({ parts }) => parts.flat());
  return {
    x: [
      ...bars.flatMap(({ x, width }) => [x, x + width]),
      ...points.map(({ x }) => x),
      ...labels.map(({ x }) => x),
    ],
    y: [
      ...bars.flatMap(({ y, height }) => [y, y + height]),
      ...points.map(({ y }) => y),
      ...ticks.map(({ y }) => y),
    ],
  };
}

function expectInside(geometry: Geometry): void {
  const { x, y } = placesOf(geometry);
  for (const place of [...x, ...y]) expect(Number.isFinite(place)).toBe(true);
  expect(Math.min(...x)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...x)).toBeLessThanOrEqual(geometry.box.width);
  expect(Math.min(...y)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...y)).toBeLessThanOrEqual(geometry.box.height);
}

describe.each(BOXES)("in a box of $width by $height", (box) => {
  test.each([1, 2, 14, 30, 90])(
    "%d days of bars stand inside, apart, and in their order",
    (count) => {
      const values = Array.from({ length: count }, (_, day) => (day * 37) % 11);
      const geometry = geometryOf(plotOf("bars", [{ values }]), box);
      expectInside(geometry);
      for (const [index, bar] of geometry.bars.entries()) {
        const next = geometry.bars[index + 1];
        expect(bar.width).toBeGreaterThanOrEqual(1);
        if (next !== undefined) expect(next.x).toBeGreaterThanOrEqual(bar.x + bar.width);
      }
    },
  );

  test.each([
    ["milliseconds", [1, 2, 3]],
    ["nothing but zeros", [0, 0]],
    ["a second and a day", [1_000, DAY]],
    ["more than ten days", [1_000, 20 * DAY]],
    ["nothing but more than ten days", [11 * DAY, 12 * DAY]],
    ["a single day of a year", [365 * DAY]],
    ["gaps at both ends", [null, 5_000, null]],
  ])("a line of %s stands inside", (_, values) => {
    const geometry = geometryOf(plotOf("lines", [{ values }], "duration"), box);
    expectInside(geometry);
    expect(geometry.ticks.length).toBeGreaterThanOrEqual(2);
    expect(geometry.zero).toBeNull();
  });

  test.each([
    ["a cent", [1], [0]],
    ["as much back as in", [500], [500]],
    ["only what went back", [0], [123_456]],
    ["millions", [123_456_789], [1]],
  ])("money of %s stands inside, on both sides of zero", (_, received, returned) => {
    const data = plotOf(
      "bars",
      [{ values: received }, { values: returned, tone: "stop", below: true }],
      "money",
    );
    const geometry = geometryOf(data, box);
    expectInside(geometry);
    const zero = geometry.zero ?? Number.NaN;
    for (const { tone, y, height } of geometry.bars)
      if (tone === "stop") expect(y).toBeGreaterThanOrEqual(zero - 0.01);
      else expect(y + height).toBeLessThanOrEqual(zero + 0.01);
  });
});

const [, BOX = { width: 552, height: 224 }] = BOXES;

test("a larger value is a higher bar, and a value of nothing is none", () => {
  const { bars } = geometryOf(plotOf("bars", [{ values: [1, 0, 5, 10, null] }]), BOX);
  expect(bars.map(({ day }) => day)).toEqual([0, 2, 3]);
  const heights = bars.map(({ height }) => height);
  expect(heights).toEqual(heights.toSorted((a, b) => a - b));
});

test("a later value is higher on a line the longer it took", () => {
  const { lines } = geometryOf(
    plotOf("lines", [{ values: [100, 1_000, 60_000] }], "duration"),
    BOX,
  );
  const places = lines[0]?.parts[0]?.map(({ y }) => y) ?? [];
  expect(places).toEqual(places.toSorted((a, b) => b - a));
});

test("the points and the bar of one day stand above each other, at the middle of the day", () => {
  const values = [5, 5, 5];
  const { bars } = geometryOf(plotOf("bars", [{ values }]), BOX);
  const { lines } = geometryOf(plotOf("lines", [{ values }], "duration"), BOX);
  const middles = bars.map(({ x, width }) => x + width / 2);
  const points = lines[0]?.parts[0] ?? [];
  for (const [day, middle] of middles.entries()) expect(points[day]?.x).toBeCloseTo(middle);
});

test("every gap of a line begins a new part, and a lonely day is a part of its own", () => {
  const { lines } = geometryOf(
    plotOf("lines", [{ values: [null, 10, 20, null, null, 30, null] }], "duration"),
    BOX,
  );
  expect(lines[0]?.parts.map((part) => part.map(({ day }) => day))).toEqual([[1, 2], [5]]);
});

test("a series without a value is a line without a part", () => {
  const data = plotOf("lines", [{ values: [null, null] }, { values: [10, 20] }], "duration");
  expect(geometryOf(data, BOX).lines.map(({ parts }) => parts.length)).toEqual([0, 1]);
});

describe("round ticks", () => {
  test.each([
    [0, 1],
    [0, 9],
    [0, 10_001],
    [-7, 3],
    [-1_000, 0],
    [0, 123_456_789],
  ])("from %d to %d reach both ends, have 0, and are few and evenly apart", (low, high) => {
    for (const whole of [true, false]) {
      const ticks = roundTicks(low, high, whole);
      expect(ticks[0]).toBeLessThanOrEqual(low);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
      expect(ticks.some((tick) => tick === 0)).toBe(true);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(8);
      const steps = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0));
      for (const step of steps) expect(step).toBeCloseTo(steps[0] ?? 0);
      if (whole) expect(ticks.every(Number.isInteger)).toBe(true);
    }
  });
});

test("the last day always has its name, and the names stay inside of the plot", () => {
  for (const box of BOXES)
    for (const count of [1, 2, 5, 30, 90]) {
      const values = Array.from({ length: count }, () => 1);
      const { labels, left, right } = geometryOf(plotOf("bars", [{ values }]), box);
      expect(labels[0]?.day).toBe(count - 1);
      for (const { x } of labels) {
        expect(x).toBeGreaterThanOrEqual(left);
        expect(x).toBeLessThanOrEqual(right);
      }
    }
});
