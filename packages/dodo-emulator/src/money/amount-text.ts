import { decimalsOf } from "./currency.ts";

/** Formats minor units for people: `12.50 USD`. */
export function format(amount: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(amount).padStart(decimals + 1, "0");
  if (decimals === 0) return `${digits} ${currency}`;
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)} ${currency}`;
}

/**
 * Parses an amount as a person types it, such as `12.50` or `12,5`, into minor units. Returns
 * `null` if the text is not an amount, has more than 9 digits before the decimals, or has more
 * decimals than the currency.
 */
export function parse(text: string, currency: string): number | null {
  const decimals = decimalsOf(currency);
  const [, whole, fraction = ""] = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > decimals) return null;
  return Number(whole + fraction.padEnd(decimals, "0"));
}
