/**
 * The icons of the desk. The meaning of each icon is also given as text, which is either visible or
 * only for screen readers.
 */
import { html, type TemplateResult } from "lit";

const PATHS = {
  glass: "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M20 20l-4.3-4.3",
  held: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M10 9v6M14 9v6",
  stuck: "M7 3.5h10M7 20.5h10M8.5 3.5v4L12 12l3.5-4.5v-4M8.5 20.5v-4L12 12l3.5 4.5v4",
  unmatched:
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.6 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1.1.9-1.1 1.7M12 16.5v.2",
  tick: "M5 12.5l4.5 4.5L19 7.5",
  dash: "M6 12h12",
  unequal: "M5 9h14M5 15h14M15.5 5l-7 14",
  plus: "M12 5v14M5 12h14",
  cross: "M7 7l10 10M17 7L7 17",
  out: "M14 4.5h5.5V10M19.5 4.5L11 13M17.5 13.5v6h-13v-13h6",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.5 20.5a7.5 7.5 0 0 1 15 0",
  right: "M9.5 6l6 6-6 6",
  left: "M14.5 6l-6 6 6 6",
  back: "M9 14L4 9l5-5M4 9h10.5a5.5 5.5 0 0 1 0 11H11",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2",
  bank: "M4 9.5L12 5l8 4.5zM6.5 10v7M10.2 10v7M13.8 10v7M17.5 10v7M4 19.5h16",
  alert: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5v5.5M12 16.3v.2",
};

/** The name of a mark. */
export type Icon = keyof typeof PATHS;

/**
 * Draws a mark. `tone` is its colour: `good`, `look`, `stop`, `soft` or `wait`, or `""` for the
 * colour of the text.
 */
export function icon(name: Icon, tone = ""): TemplateResult {
  return html`<svg class="i ${tone}" viewBox="0 0 24 24" aria-hidden="true">
    <path d=${PATHS[name]}></path>
  </svg>`;
}
