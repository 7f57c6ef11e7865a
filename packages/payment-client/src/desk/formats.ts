/**
 * Writes numbers, amounts, times and durations in the language of the desk. Times are in UTC,
 * except those of `clock()`.
 */

/** Functions that write values for the reader. */
export interface Formats {
  /**
   * Writes an amount that is given in minor units, such as `$20.00` for 2,000. `null` is written as
   * a dash.
   */
  money(minor: number | null, currency?: string): string;
  count(value: number): string;
  /** Writes how long ago a time was, such as `2 hr`. An unknown time is written as a dash. */
  age(iso: string, now: number): string;
  /** Writes a duration that is given in milliseconds, such as `1 min 41 sec`. */
  duration(ms: number): string;
  /** Writes a day and a time, such as `29 Nov, 12:03:50`. */
  moment(iso: string): string;
  /** Writes the time of a day with milliseconds. */
  exact(iso: string): string;
  /** Writes the time of day in the reader's time zone, such as `12:04`. */
  clock(ms: number): string;
  /** Writes a day, such as `29 Nov`. */
  day(iso: string): string;
}

/** The text that is shown in place of a missing value. */
export const NOTHING = "–";

const UNITS: readonly (readonly [ms: number, unit: string])[] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
];

/** Creates the functions for a language, such as `de`. */
export function createFormats(language: string): Formats {
  const number = new Intl.NumberFormat(language);
  // Administrators compare times with logs, so times in English use the 24-hour clock. Dates in
  // English begin with the day.
  const times = language === "en" ? "en-GB" : language;
  const time = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(times, { timeZone: "UTC", hourCycle: "h23", ...options });
  const moment = time({
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const exact = time({
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
  });
  const day = time({ day: "numeric", month: "short" });
  const clock = new Intl.DateTimeFormat(times, { hour: "2-digit", minute: "2-digit" });
  const money = createMoney(language);
  const duration = (ms: number): string => writeDuration(language, ms);
  return {
    money: (minor, currency = "USD") => (minor === null ? NOTHING : money(minor, currency)),
    count: (value) => number.format(value),
    age: (iso, now) => {
      const ms = now - Date.parse(iso);
      return Number.isNaN(ms) ? NOTHING : duration(roundDown(Math.max(0, ms)));
    },
    duration,
    moment: (iso) => moment.format(new Date(iso)),
    exact: (iso) => exact.format(new Date(iso)),
    clock: (ms) => clock.format(ms),
    day: (iso) => day.format(new Date(iso)),
  };
}

/**
 * Returns the function that writes amounts. A list can contain thousands of amounts, so each format
 * is created only once.
 */
function createMoney(language: string): (minor: number, currency: string) => string {
  const known = new Map<string, (minor: number) => string>();
  return (minor, currency) => {
    const write = known.get(currency) ?? writeAmount(language, currency);
    known.set(currency, write);
    return write(minor);
  };
}

/**
 * Returns the function that writes amounts in one currency. If `Intl` rejects the currency code,
 * the function writes the minor units and the code.
 */
function writeAmount(language: string, currency: string): (minor: number) => string {
  try {
    const format = new Intl.NumberFormat(language, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
    });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    return (minor) => format.format(minor / 10 ** digits);
  } catch {
    return (minor) => `${minor} ${currency}`;
  }
}

/** Rounds a duration down to its largest unit, since nobody needs the seconds of three days. */
function roundDown(ms: number): number {
  const [size = 1_000] = UNITS.find(([unit]) => ms >= unit) ?? [];
  return Math.floor(ms / size) * size;
}

/**
 * Writes a duration. From one minute on, writes the largest unit and the next smaller one, which is
 * left out if it is 0.
 */
function writeDuration(language: string, ms: number): string {
  const write = (value: number, unit: string, digits = 0): string =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(value);
  if (ms > 0 && ms < 100) return write(ms, "millisecond");
  if (ms < 60_000) return write(ms / 1_000, "second", ms < 10_000 ? 1 : 0);
  const first = UNITS.findIndex(([size]) => ms >= size);
  const [[size, unit] = [1, "second"], [small, smaller] = [1, "second"]] = UNITS.slice(first);
  const whole = Math.floor(ms / size);
  const rest = Math.floor((ms - whole * size) / small);
  return rest === 0 ? write(whole, unit) : `${write(whole, unit)} ${write(rest, smaller)}`;
}
