import {
  emptyDay,
  OUTCOMES,
  type DayFigures,
  type Durations,
} from "../../core/figures/day-figures.ts";
import { DAY_MS } from "../../core/figures/days.ts";
import type { SyncStatus } from "../../core/storage-records.ts";
import type { SqlRow } from "./driver.ts";

/**
 * Builds the figures of days from the rows `[what, day, word, a, b, c, d]` of the statement
 * `dayFigures`. `day` is a number of days since 1970.
 */
export function toDayFigures(rows: readonly SqlRow[]): DayFigures[] {
  const days = new Map<number, DayFigures>();
  for (const row of rows) {
    const start = Number(row[1]) * DAY_MS;
    const day = days.get(start) ?? emptyDay(start);
    days.set(start, { ...day, ...partOf(row, day) });
  }
  return [...days.values()].sort((a, b) => a.day - b.day);
}

/** Returns the figures that one row adds to those of its day. */
function partOf(
  [what, , word, a, b, c, d]: SqlRow,
  { topups, events }: DayFigures,
): Partial<DayFigures> {
  const count = Number(a);
  if (what === "topups") {
    const outcome = OUTCOMES[Number(word)];
    return outcome === undefined ? {} : { topups: { ...topups, [outcome]: count } };
  }
  if (what === "events") return { events: { ...events, [word as SyncStatus]: count } };
  if (what === "money") return { received_minor: count, returned_minor: Number(b) };
  return { credit_ms: durations(a, b), checkout_ms: durations(c, d) };
}

function durations(p50: unknown, p95: unknown): Durations {
  return { p50: Math.max(0, Number(p50)), p95: Math.max(0, Number(p95)) };
}
