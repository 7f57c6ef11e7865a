/** Writes amounts, numbers and days in the language of the packs. */

/** Functions that write values for the buyer. */
export interface Formats {
  /** Writes an amount that is given in minor units, such as `$20.00` for 2,000. */
  money(minor: number, currency?: string): string;
  count(value: number): string;
  /** Writes a price that is given in US cents, such as `0.91 ¢`, or `$1.20` from a dollar on. */
  unitPrice(cents: number): string;
  percent(value: number): string;
  /** Writes a day, such as `28 Nov`, with its year if that is not the current one. */
  day(iso: string): string;
  /** Writes a day as `day()` does, but with the full name of the month, for a screen reader. */
  longDay(iso: string): string;
}

const created = new Map<string, Formats>();

/** Returns the functions for a language, such as `de`. They are created once for each language. */
export function formatsFor(language: string): Formats {
  const known = created.get(language) ?? createFormats(language);
  created.set(language, known);
  return known;
}

function createFormats(language: string): Formats {
  // In English the day comes first, as in the reports for administrators.
  const days = language === "en" ? "en-GB" : language;
  const two = new Intl.NumberFormat(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const money: Formats["money"] = (minor, currency = "USD") => {
    try {
      const format = new Intl.NumberFormat(language, {
        style: "currency",
        currency,
        currencyDisplay: "narrowSymbol",
      });
      return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    } catch {
      return `${minor} ${currency}`;
    }
  };
  return {
    money,
    count: (value) => value.toLocaleString(language),
    unitPrice: (cents) => (cents < 100 ? `${two.format(cents)}\u00a0¢` : money(cents)),
    percent: (value) => (value / 100).toLocaleString(language, { style: "percent" }),
    day: (iso) => writeDay(days, iso, "short"),
    longDay: (iso) => writeDay(days, iso, "long"),
  };
}

function writeDay(language: string, iso: string, month: "short" | "long"): string {
  const date = new Date(iso);
  const is_old = date.getFullYear() !== new Date().getFullYear();
  return date.toLocaleDateString(language, {
    day: "numeric",
    month,
    ...(is_old && { year: "numeric" }),
  });
}
