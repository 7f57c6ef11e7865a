/** Turns the figures of days into what the plots draw. */
import type { DaySummary } from "../../report-wire.ts";
import type { PaymentStatus } from "../../wire.ts";
import type { PlotName } from "../words/words.ts";

/** The colour of a series, named after its meaning. */
export type PlotTone = "good" | "wait" | "look" | "rest" | "stop";

/** One number for each day. `null` means that there is none. */
export interface Series {
  /** The key of its name in `DeskWords.series`. */
  name: string;
  tone: PlotTone;
  values: readonly (number | null)[];
  /** Whether its bars are drawn below zero. */
  below?: true;
}

/** What one plot shows. Days are written as `2026-11-29`. */
export interface PlotData {
  name: PlotName;
  kind: "bars" | "lines";
  unit: "count" | "money" | "duration";
  days: readonly string[];
  series: readonly Series[];
  /** For each day, whether it has too few paid topups for a meaningful point. */
  few: readonly boolean[];
}

/** With fewer paid topups than this, a median and a percentile are not meaningful. */
const FEW = 30;

const UNPAID: readonly PaymentStatus[] = ["failed", "canceled", "expired", "dismissed"];

/** The fields that differ between the plots of a range. */
type Drawn = Pick<PlotData, "name" | "kind" | "unit" | "series">;

/** Makes a series of one number for each day. */
type SeriesOf = (name: string, tone: PlotTone, value: (day: DaySummary) => number | null) => Series;

/** Returns the four plots of a range of days. */
export function plotsOf(items: readonly DaySummary[]): PlotData[] {
  const days = items.map(({ day }) => day);
  const few = items.map(({ topups }) => (topups.paid ?? 0) < FEW);
  const series: SeriesOf = (name, tone, value) => ({ name, tone, values: items.map(value) });
  return [topupsPlot, moneyPlot, speedPlot, deliveriesPlot].map((draw) => ({
    days,
    few,
    ...draw(series),
  }));
}

/** Returns the plot of the topups. Each topup is counted once, by its current outcome. */
function topupsPlot(series: SeriesOf): Drawn {
  return {
    name: "topups",
    kind: "bars",
    unit: "count",
    series: [
      series("paid", "good", ({ topups }) => topups.paid ?? 0),
      series("waiting", "wait", ({ topups }) => (topups.pending ?? 0) + (topups.crediting ?? 0)),
      series("held", "look", ({ topups }) => topups.held ?? 0),
      series("unpaid", "rest", ({ topups }) =>
        UNPAID.reduce((sum, status) => sum + (topups[status] ?? 0), 0),
      ),
    ],
  };
}

/** Returns the plot of the money that came in, above zero, and of what was returned, below zero. */
function moneyPlot(series: SeriesOf): Drawn {
  return {
    name: "money",
    kind: "bars",
    unit: "money",
    series: [
      series("received", "good", ({ received_minor }) => received_minor),
      { ...series("returned", "stop", ({ returned_minor }) => returned_minor), below: true },
    ],
  };
}

/** Returns the plot of how long crediting took. A day without a credit has no point. */
function speedPlot(series: SeriesOf): Drawn {
  return {
    name: "speed",
    kind: "lines",
    unit: "duration",
    series: [
      series("p50", "good", ({ credit_ms }) => credit_ms?.p50 ?? null),
      series("p95", "look", ({ credit_ms }) => credit_ms?.p95 ?? null),
    ],
  };
}

/**
 * Returns the plot of the deliveries by their current status: decided, ignored, or undecided. Dodo
 * may send undecided ones again.
 */
function deliveriesPlot(series: SeriesOf): Drawn {
  return {
    name: "deliveries",
    kind: "bars",
    unit: "count",
    series: [
      series("decided", "good", ({ events }) => sumOf(events, ["applied", "held"])),
      series("ignored", "rest", ({ events }) => sumOf(events, ["ignored"])),
      series("again", "look", ({ events }) => sumOf(events, ["pending", "processing", "failed"])),
    ],
  };
}

/**
 * Returns the figure beside the name of a series: the sum of its bars, or the median of its points.
 * Returns `null` if a line has no point.
 */
export function totalOf({ kind }: PlotData, { values }: Series): number | null {
  const known = values.filter((value) => value !== null);
  if (kind === "bars") return known.reduce((sum, value) => sum + value, 0);
  return known.toSorted((a, b) => a - b)[Math.floor((known.length - 1) / 2)] ?? null;
}

function sumOf(counts: Readonly<Record<string, number>>, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
}
