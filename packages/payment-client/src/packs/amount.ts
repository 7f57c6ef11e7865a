/**
 * Reads the amount of money that a buyer types, with any usual separators and in several scripts.
 */

/** The zeros of the scripts whose digits a buyer may type, except the Latin script. */
const ZEROS = ["\u0660", "\u06f0", "\u0966", "\uff10"];

/**
 * Returns an amount of dollars in cents, or `undefined` if it is not clear which amount is meant. A
 * comma or a point is a decimal separator if one or two digits follow it at the end of the text. If
 * there is no decimal separator, a thousands separator must be the one of the language.
 */
export function parseAmount(text: string, language: string): number | undefined {
  const plain = westernDigits(text).replaceAll(/[\s\u00a0\u202f'’$\u200e\u200f]|USD|US/gi, "");
  const parsed = /^([\d.,]*?)(?:([.,])(\d{1,2}))?$/.exec(plain);
  const [, whole = "", point, fraction = ""] = parsed ?? [];
  // Hindi groups two digits, except for the last three.
  if (!/^(\d+|\d{1,3}([.,]\d{2,3})*[.,]\d{3})$/.test(whole)) return undefined;
  const [group, ...others] = new Set(whole.match(/[.,]/g));
  if (others.length > 0 || (group && group === point)) return undefined;
  if (group && !point && group !== groupSeparator(language)) return undefined;
  return Number(whole.replaceAll(/[.,]/g, "")) * 100 + Number(fraction.padEnd(2, "0"));
}

function westernDigits(text: string): string {
  return ZEROS.reduce(
    (rest, zero) =>
      rest.replaceAll(/./gu, (sign) => {
        const digit = (sign.codePointAt(0) ?? 0) - (zero.codePointAt(0) ?? 0);
        return digit >= 0 && digit < 10 ? String(digit) : sign;
      }),
    text.replaceAll("\u066b", ".").replaceAll("\u066c", ","),
  );
}

function groupSeparator(language: string): string {
  const parts = new Intl.NumberFormat(language, { useGrouping: true }).formatToParts(1_000_000);
  return parts.find(({ type }) => type === "group")?.value ?? ",";
}
