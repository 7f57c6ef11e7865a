import { html } from "hono/html";
import type { Markup } from "../page/layout.ts";

/** The parts of a record that the tool page shows. */
export interface Card {
  /** The id of the record, which is also the HTML id of the card. */
  id: string;
  title: string;
  state: string;
  text: string;
  actions: Markup | "";
}

const good: ReadonlySet<string> = new Set(["succeeded", "delivered"]);
const bad: ReadonlySet<string> = new Set([
  "failed",
  "requires_payment_method",
  "lost",
  "expired",
  "cancelled",
]);

/** Renders a record with its state and its buttons. */
export function card({ id, title, state, text, actions }: Card): Markup {
  return html`<li class="card" id="${id}">
    <div class="head">
      <h3><code>${title}</code></h3>
      ${stateMark(state)}
    </div>
    <p class="soft">${text}</p>
    ${actions === "" ? "" : html`<div class="actions">${actions}</div>`}
  </li>`;
}

/** Renders the name of a state. Names in `good` and in `bad` have a color. */
export function stateMark(state: string): Markup {
  const tone = good.has(state) ? "good" : "";
  return html`<span class="state ${bad.has(state) ? "bad" : tone}">${state}</span>`;
}

/** Renders a form with one button, which posts the id of a record to `/tool/<action>`. */
export function button(action: string, id: string, label: string, more: Markup | "" = ""): Markup {
  return html`<form method="post" action="/tool/${action}">
    <input type="hidden" name="id" value="${id}" />${more}<button aria-label="${label} ${id}">
      ${label}
    </button>
  </form>`;
}

/** Renders a labelled text field. */
export function field(
  label: string,
  name: string,
  value: string,
  type: "text" | "url" = "text",
): Markup {
  return html`<label class="${type === "url" ? "wide" : ""}"
    >${label}<input name="${name}" value="${value}" type="${type}" autocomplete="off"
  /></label>`;
}

/** Renders the text that is shown in place of an empty list. */
export function empty(text: string): Markup {
  return html`<li class="soft">${text}</li>`;
}

/** Formats milliseconds as date and time in UTC; `?` for a time that cannot be read. */
export function timeOf(ms: number): string {
  return Number.isNaN(ms) ? "?" : new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}
