import type { Sentence } from "./words/words.ts";

const CIRCLE = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18";
const ALERT = `${CIRCLE}m0 4.5V13m0 3v.2`;
const CLOCK = `${CIRCLE}m0 4.5V12l3 2`;
const OFFLINE =
  "m3 3 18 18M5 12a10 10 0 0 1 5-2m4.5 0a10 10 0 0 1 4.5 2M8.5 16a5 5 0 0 1 6.5 0m-3 4v.1";

/**
 * The SVG paths of the marks, by the name of the text beside which the mark stands. Each path is
 * drawn in a square of 24 by 24. The marks show the meaning of a text without colours.
 */
export const MARKS: Readonly<Partial<Record<Sentence, string>>> = {
  paid: "m5 12.5 4.5 4.5L19 7.5",
  on_its_way: "m4 9.5 8-4.5 8 4.5zm2.5.5v7m3.7-7v7m3.6-7v7m3.7-7v7M4 19.5h16",
  reviewing: `${CIRCLE}m-2 6v6m4-6v6`,
  again: "M20 5v5.5h-5.5m5 0A8 8 0 1 0 20 14",
  failed: "m7 7 10 10m0-10L7 17",
  canceled: "M9 14 4 9l5-5M4 9h10.5a5.5 5.5 0 0 1 0 11H11",
  slow: CLOCK,
  busy: CLOCK,
  network: OFFLINE,
  offline: OFFLINE,
  unauthorized: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.5 20.5a7.5 7.5 0 0 1 15 0",
  refused: ALERT,
  dismissed: ALERT,
};

/** The sentences whose mark has the colour of the text, and not that of an error. */
export const SOFT_MARKS: ReadonlySet<Sentence> = new Set<Sentence>([
  "canceled",
  "slow",
  "busy",
  "unauthorized",
]);
