/** Days of UTC, written as `2026-11-29`. */
import { PaymentError } from "../../errors.ts";

/** The length of a day in milliseconds. */
export const DAY_MS = 86_400_000;

/** The number of days in the default range, and the largest number in any range. */
const USUAL_DAYS = 30;
const MOST_DAYS = 366;

/** A range of days. Both ends belong to it. */
export interface DayRange {
  from: string;
  to: string;
}

/** Whether a text is a day of the calendar from 1970 on, in the form `2026-11-29`. */
export function isDay(text: string): boolean {
  const time = Date.parse(text);
  return time >= 0 && dayOf(time) === text;
}

/** Returns the day of a time in Unix milliseconds. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/**
 * Returns the range with its missing ends filled in: `to` is today, and `from` makes the range 30
 * days long. Throws `invalid_request` if an end is not a day, or if the range ends before it begins
 * or has more than 366 days.
 */
export function completeRange({ from, to }: Partial<DayRange>, now: number): DayRange {
  const last = to ?? dayOf(now);
  if (isDay(last)) {
    const first = from ?? dayOf(Math.max(0, Date.parse(last) - (USUAL_DAYS - 1) * DAY_MS));
    const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
    if (isDay(first) && days >= 1 && days <= MOST_DAYS) return { from: first, to: last };
  }
  throw new PaymentError(
    "invalid_request",
    `\`from\` and \`to\` must be days such as 2026-11-29, \`to\` not before \`from\`, at most ${MOST_DAYS} days.`,
  );
}

/** Returns every day of a range. */
export function daysOf({ from, to }: DayRange): string[] {
  const days: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY_MS) days.push(dayOf(time));
  return days;
}
