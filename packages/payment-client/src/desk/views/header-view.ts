/** Draws the top of the desk, with the search and the links to the views. */
import { html, nothing, type TemplateResult } from "lit";
import type { View } from "../address.ts";
import { say, sayCount, sayRich, type DeskContext } from "../context.ts";
import { icon } from "../icons.ts";
import { linkTo, problemBox } from "./parts.ts";

type Tab = "queue" | "payments" | "events" | "numbers" | "check";

const TABS: readonly [Tab, View][] = [
  ["queue", { name: "queue", item: "" }],
  ["payments", { name: "payments", status: "", topup_id: "", user_id: "" }],
  ["events", { name: "events", sync_status: "", type: "", payment_id: "" }],
  ["numbers", { name: "numbers", days: 30 }],
  ["check", { name: "check" }],
];

/** Draws the top of the desk. */
export function headerView(context: DeskContext): TemplateResult {
  return html`
    <header class="bar">
      <h2 class="name">${say(context, "title")}</h2>
      <p class="envs">${mode(context)}${looked(context)}</p>
      ${searchField(context)}
      <nav aria-label=${say(context, "views")}>
        <ul>
          ${TABS.map(([name, view]) => tab(context, name, view))}
        </ul>
      </nav>
    </header>
    ${searchResult(context)}
  `;
}

/** Draws whether a payment method is in test mode, once that is known. */
function mode(context: DeskContext): TemplateResult | typeof nothing {
  const live = context.store.$live.get();
  if (live === null) return nothing;
  return live
    ? html`<span class="live">${say(context, "live")}</span>`
    : html`<span class="live testing">${say(context, "test")}</span>`;
}

/** Draws the time at which the queue was last loaded. */
function looked(context: DeskContext): TemplateResult | typeof nothing {
  const { at } = context.store.queue.$load.get();
  if (at === null) return nothing;
  return html`<span>${say(context, "looked", { time: context.formats.clock(at) })}</span>`;
}

/** Draws the search field. It is in a form of its own, so that Enter starts the search. */
function searchField(context: DeskContext): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const text = new FormData(event.target as HTMLFormElement).get("text");
    if (typeof text === "string" && text.trim() !== "") void context.store.find(text.trim());
  };
  return html`
    <form class="find" role="search" @submit=${submit}>
      ${icon("glass")}
      <input
        type="search"
        name="text"
        aria-label=${say(context, "find")}
        placeholder=${say(context, "find_hint")}
        autocomplete="off"
        spellcheck="false"
      />
      ${context.keys ? html`<kbd aria-hidden="true">/</kbd>` : nothing}
    </form>
  `;
}

/** Draws that the search found nothing, or why it failed. Draws nothing otherwise. */
function searchResult(context: DeskContext): TemplateResult | typeof nothing {
  const result = context.store.$search.get();
  if (result === null) return nothing;
  if (result.error !== null) return problemBox(context, result.error, null);
  return html`<p class="stale" role="status">
    <span>${sayRich(context, "found_nothing", { text: result.text })}</span>
  </p>`;
}

/** Draws the link to a view. The link to the queue also shows the number of its items. */
function tab(context: DeskContext, name: Tab, view: View): TemplateResult {
  const present = context.store.$view.get().name;
  const current = present === name || (present === "payment" && name === "payments");
  const waiting = name === "queue" ? context.store.items().length : 0;
  return html`
    <li>
      <a href=${linkTo(view)} aria-current=${current ? "page" : nothing}>
        ${say(context, name)}
        ${
          waiting === 0
            ? nothing
            : html`<span aria-hidden="true">${context.formats.count(waiting)}</span
                ><span class="gone">: ${sayCount(context, "needs_you", waiting)}</span>`
        }
      </a>
    </li>
  `;
}
