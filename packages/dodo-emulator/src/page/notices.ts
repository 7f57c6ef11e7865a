import { html } from "hono/html";
import type { Theme } from "../money/order.ts";
import { layout, type Markup } from "./layout.ts";

/** A page with one message. */
export interface Notice {
  title: string;
  text: string;
  sign: "done" | "waiting" | "ended";
  /** A line with the amount and the payment id. */
  figure?: string;
  links?: readonly NoticeLink[];
}

interface NoticeLink {
  href: string;
  label: string;
  /** Whether the link closes the overlay that the page is in. It is used for the first link only. */
  is_back?: boolean;
}

const signs: Readonly<Record<Notice["sign"], Markup>> = {
  done: html`<svg
    viewBox="0 0 24 24"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
  >
    <circle cx="12" cy="12" r="10" />
    <path d="m7.5 12.5 3 3 6-6.5" />
  </svg>`,
  waiting: html`<svg
    viewBox="0 0 24 24"
    class="turning"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
  >
    <circle cx="12" cy="12" r="10" opacity=".25" />
    <path d="M12 2a10 10 0 0 1 10 10" />
  </svg>`,
  ended: html`<svg
    viewBox="0 0 24 24"
    class="off"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
  >
    <circle cx="12" cy="12" r="10" />
    <path d="M12 7v5.5M12 16.5v.01" />
  </svg>`,
};

/** Renders the page of a notice. */
export function noticePage(
  { title, text, sign, figure, links = [] }: Notice,
  theme?: Theme,
): Markup {
  const [first, ...rest] = links;
  return layout(
    title,
    html`<main class="notice">
      ${signs[sign]}
      <h1>${title}</h1>
      <p>${text}</p>
      ${figure === undefined ? "" : html`<p class="figure">${figure}</p>`}
      ${first === undefined ? "" : html`<p><a class="${first.is_back === true ? "button closes" : "button"}" href="${first.href}">${first.label}</a></p>`}
      ${rest.map(({ href, label }) => html`<p><a href="${href}">${label}</a></p>`)}
    </main>`,
    theme,
  );
}
