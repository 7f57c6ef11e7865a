/** Tables and coloured words for a terminal. */
import { styleText } from "node:util";

type Colour = "red" | "yellow" | "green" | "dim" | "bold";

/** The colours of words that have one. */
const COLOURS: Readonly<Record<string, Colour>> = {
  error: "red",
  held: "red",
  failed: "red",
  warning: "yellow",
  crediting: "yellow",
  pending: "yellow",
  processing: "yellow",
  paid: "green",
  applied: "green",
  note: "dim",
  ignored: "dim",
  expired: "dim",
  canceled: "dim",
  dismissed: "dim",
};

/**
 * Returns a text in a colour if the standard output is a terminal that shows colours. The variables
 * `NO_COLOR` and `FORCE_COLOR` override this.
 */
export function coloured(text: string, colour: Colour | undefined): string {
  return colour === undefined ? text : styleText(colour, text, { stream: process.stdout });
}

/** Returns a status or a level in its colour. Any other text stays as it is. */
export function word(text: string): string {
  return coloured(text, COLOURS[text]);
}

/** Returns rows as aligned columns below a head. A missing or empty value is shown as `–`. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = rows.map((row) =>
    row.map((cell) => (cell === null || cell === "" ? "–" : String(cell))),
  );
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[], paint: (text: string) => string): string =>
    row
      .map((cell, column) => paint(cell) + " ".repeat((widths[column] ?? 0) - cell.length))
      .join("  ")
      .trimEnd();
  return [
    line(head, (text) => coloured(text, "bold")),
    ...cells.map((row) => line(row, word)),
  ].join("\n");
}

/** Returns an amount of US cents as text, such as `$50.00`. */
export function dollars(minor: number | null): string | null {
  if (minor === null) return null;
  return `${minor < 0 ? "-" : ""}$${(Math.abs(minor) / 100).toFixed(2)}`;
}

/** Returns a time to the second, such as `2026-11-29 12:04:00`. */
export function shortTime(time: string | null): string | null {
  return time === null ? null : time.slice(0, 19).replace("T", " ");
}

/**
 * Replaces control characters, which a terminal would take as commands, by `?`. The texts of an
 * answer, such as notes, may contain such characters.
 */
export function visible(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "?");
}
