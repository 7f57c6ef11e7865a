/**
 * Places bars, lines, ticks and the names of days in a box. Lengths are CSS pixels, and `y` grows
 * downwards.
 */
import type { PlotData, PlotTone, Series } from "./series.ts";

/** The size of a plot. The font size is the same at every width. */
export interface Box {
  width: number;
  height: number;
}

/** A line across the plot, with the value that it stands for. */
export interface Tick {
  value: number;
  y: number;
}

/** A bar, or a part of a stacked one. `day` is an index. */
export interface Bar {
  day: number;
  tone: PlotTone;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A point of a line. */
export interface Point {
  day: number;
  x: number;
  y: number;
}

/** A line, broken where a day has no value. */
export interface Line {
  tone: PlotTone;
  parts: readonly (readonly Point[])[];
}

/** Everything that a plot draws. */
export interface Geometry {
  box: Box;
  left: number;
  right: number;
  /** The `y` of the line at zero, or `null` on a logarithmic scale. */
  zero: number | null;
  ticks: readonly Tick[];
  bars: readonly Bar[];
  lines: readonly Line[];
  /** The days that are named below the plot. */
  labels: readonly { day: number; x: number }[];
}

const LEFT = 56;
const RIGHT = 20;
const TOP = 10;
const BOTTOM = 24;
/** The width that the name of a day needs. */
const LABEL = 56;
/** The least height of a part of a bar, so that a small value can be seen. */
const LEAST = 1.5;
/** The gap between the parts of a bar. */
const GAP = 1;

/** The possible ticks of a logarithmic scale of durations, in milliseconds. */
const DURATIONS: readonly number[] = [
  10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000, 864_000_000,
];

/** Places everything that a plot draws. */
export function geometryOf(data: PlotData, box: Box): Geometry {
  const right = box.width - RIGHT;
  const step = (right - LEFT) / Math.max(1, data.days.length);
  const base = { box, left: LEFT, right, labels: labelsOf(data.days.length, step) };
  return data.kind === "bars"
    ? { ...base, ...barsOf(data, box, step), lines: [] }
    : { ...base, ...linesOf(data, box, step), bars: [], zero: null };
}

/**
 * Returns two to six consecutive multiples of a round step. The first is at most `low`, and the
 * last is at least `high`. If `whole` is `true`, the multiples are whole numbers.
 */
export function roundTicks(low: number, high: number, whole: boolean): number[] {
  const span = Math.max(high - low, 1);
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10;
  const step = whole ? Math.max(1, Math.ceil(factor * power)) : factor * power;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** Places the bars of each day, between ticks that have room for the longest bars. */
function barsOf(
  { series, days, unit }: PlotData,
  box: Box,
  step: number,
): Pick<Geometry, "zero" | "ticks" | "bars"> {
  const above = series.filter((one) => !one.below);
  const below = series.filter((one) => one.below);
  const highest = (some: readonly Series[]): number =>
    Math.max(
      0,
      ...days.map((_, day) => some.reduce((sum, one) => sum + (one.values[day] ?? 0), 0)),
    );
  const values = roundTicks(-highest(below), highest(above), unit === "count");
  const y = scale(values[0] ?? 0, values.at(-1) ?? 1, box);
  const bars = days.flatMap((_, day) => [
    ...stack(above, day, step, y, -1),
    ...stack(below, day, step, y, 1),
  ]);
  return { zero: y(0), ticks: values.map((value) => ({ value, y: y(value) })), bars };
}

/** Stacks the parts of one day's bar, away from zero. */
function stack(
  series: readonly Series[],
  day: number,
  step: number,
  y: (value: number) => number,
  direction: 1 | -1,
): Bar[] {
  const width = Math.max(1, Math.min(step * 0.66, step - 2));
  let edge = y(0);
  const bars: Bar[] = [];
  for (const { tone, values } of series) {
    const value = values[day] ?? 0;
    if (value <= 0) continue;
    const height = Math.max(LEAST, Math.abs(y(value) - y(0)) - GAP);
    bars.push({
      day,
      tone,
      x: LEFT + day * step + (step - width) / 2,
      y: direction === -1 ? edge - height : edge,
      width,
      height,
    });
    edge += direction * (height + GAP);
  }
  return bars;
}

/** Places the points of each line on a logarithmic scale. */
function linesOf(
  { series, days }: PlotData,
  box: Box,
  step: number,
): Pick<Geometry, "ticks" | "lines"> {
  const known = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const ticks = durationTicks(Math.min(...known), Math.max(...known));
  const [lowest = 1, highest = 10] = [ticks[0], ticks.at(-1)];
  const log = scale(Math.log10(lowest), Math.log10(highest), box);
  // A duration beyond the ticks is drawn at the edge, and the table has its value.
  const y = (value: number): number => log(Math.log10(Math.min(Math.max(value, lowest), highest)));
  const lines = series.map(({ tone, values }): Line => {
    const parts: Point[][] = [[]];
    for (const day of days.keys()) {
      const value = values[day] ?? null;
      if (value === null) parts.push([]);
      else parts.at(-1)?.push({ day, x: LEFT + (day + 0.5) * step, y: y(value) });
    }
    return { tone, parts: parts.filter((part) => part.length > 0) };
  });
  return { ticks: ticks.map((value) => ({ value, y: y(value) })), lines };
}

/**
 * Returns the ticks around two durations. Without a duration, which makes `low` infinite, returns
 * those of a typical range.
 */
function durationTicks(low: number, high: number): number[] {
  if (!Number.isFinite(low)) return durationTicks(1_000, 60_000);
  // At least two ticks are returned, because a scale needs two different ends.
  const first = Math.min(
    DURATIONS.findLastIndex((tick) => tick <= Math.max(low, 10)),
    DURATIONS.length - 2,
  );
  const last = DURATIONS.findIndex((tick) => tick >= high);
  const end = last === -1 ? DURATIONS.length - 1 : Math.max(last, first + 1);
  return DURATIONS.slice(first, end + 1);
}

/** Returns the function that maps a value to its `y`. `low` is at the bottom, `high` at the top. */
function scale(low: number, high: number, { height }: Box): (value: number) => number {
  const bottom = height - BOTTOM;
  return (value) => bottom - ((value - low) / (high - low)) * (bottom - TOP);
}

/**
 * Returns the days that are named below the plot: the last day, and as many before it as there is
 * room for.
 */
function labelsOf(count: number, step: number): Geometry["labels"] {
  const every = Math.max(1, Math.ceil(LABEL / step));
  const labels: { day: number; x: number }[] = [];
  for (let day = count - 1; day >= 0; day -= every)
    labels.push({ day, x: LEFT + (day + 0.5) * step });
  return labels;
}
