/** The figures of each day of a range, for plots. */
import type { Context } from "../context.ts";
import { emptyDay, type DayFigures } from "./day-figures.ts";
import { completeRange, DAY_MS, dayOf, daysOf, type DayRange } from "./days.ts";

/** The figures of one day, which is written as `2026-11-29`. */
export interface DaySummary extends Omit<DayFigures, "day"> {
  day: string;
}

/**
 * The figures of each day of a range, oldest first. Days on which nothing happened are included.
 */
export interface PaymentSummary extends DayRange {
  by: "day";
  items: DaySummary[];
}

/**
 * Returns the figures of each day of UTC from `from` to `to`. The default is the last 30 days.
 * Throws `invalid_request` if an end is not a day, or if the range ends before it begins or has
 * more than 366 days.
 */
export async function summariseDays(
  { storage, clock }: Pick<Context, "storage" | "clock">,
  given: Partial<DayRange>,
): Promise<PaymentSummary> {
  const range = completeRange(given, clock());
  const stored = await storage.dayFigures(Date.parse(range.from), Date.parse(range.to) + DAY_MS);
  const figures = new Map(stored.map((day) => [dayOf(day.day), day]));
  const items = daysOf(range).map((day) => ({
    ...(figures.get(day) ?? emptyDay(Date.parse(day))),
    day,
  }));
  return { ...range, by: "day", items };
}
