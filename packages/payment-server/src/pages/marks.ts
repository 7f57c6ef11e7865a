import type { ResultState } from "./words/words.ts";

const mark = (path: string): string =>
  `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;

const CIRCLE = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18";
const RING = '<span class="ring"></span>';
const CLOCK = mark(`${CIRCLE}M12 7.5V12l3 2`);
const CROSS = mark("M7 7l10 10M17 7L7 17");

/**
 * The icon of each state. Only the icon of `confirming` rotates, because that state takes seconds.
 * The icons are hidden from screen readers, because the texts say everything.
 */
export const MARKS: Readonly<Record<ResultState, string>> = {
  unpaid: mark("M9 14L4 9l5-5M4 9h10.5a5.5 5.5 0 0 1 0 11H11"),
  confirming: RING,
  slow: CLOCK,
  bank: mark("M4 9.5L12 5l8 4.5zM6.5 10v7M10.2 10v7M13.8 10v7M17.5 10v7M4 19.5h16"),
  crediting: CLOCK,
  paid: mark("M5 12.5l4.5 4.5L19 7.5"),
  failed: CROSS,
  canceled: CROSS,
  expired: CROSS,
  held: mark(`${CIRCLE}M10 9v6M14 9v6`),
  dismissed: mark(`${CIRCLE}M12 7.5v5.5M12 16.3v.2`),
  not_found: mark(`${CIRCLE}M9.6 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1.1.9-1.1 1.7M12 16.5v.2`),
};

/** The icon of the link to the receipt. */
export const RECEIPT: string = mark("M6 3.5h12v17l-3-2-3 2-3-2-3 2zM9.5 8.5h5M9.5 12.5h5");
