/** The list of deliveries with its filters, and the button that replays one. */
import { html, nothing, type TemplateResult } from "lit";
import type { PaymentEvent } from "../../wire.ts";
import type { EventsFilter } from "../address.ts";
import { say, type DeskContext } from "../context.ts";
import { problemOf } from "../problems.ts";
import { linkTo } from "./parts.ts";
import { chipCount, listOf, pager } from "./payments-view.ts";

const STATES = ["applied", "held", "ignored", "failed", "pending", "processing"] as const;

/** Draws the list of deliveries. */
export function eventsView(context: DeskContext): TemplateResult {
  const { store, words } = context;
  const view = store.$view.get();
  const filter = view.name === "events" ? view : { sync_status: "", type: "", payment_id: "" };
  const list = store.events.$list.get();
  return html`
    <div class="say"><h3 class="big">${say(context, "events")}</h3></div>
    <section class="box" aria-label=${say(context, "events")}>
      <div class="filters" role="group" aria-label=${say(context, "filters")}>
        ${stateChip(context, filter, "", say(context, "all"))}
        ${STATES.map((state) => stateChip(context, filter, state, words.deliveries[state] ?? state))}
        ${clearChip(context, filter, "type")} ${clearChip(context, filter, "payment_id")}
      </div>
      ${listOf(context, list, () => eventTable(context, list.items, filter), "no_events")}
      ${pager(context, list, () => void store.events.more())}
    </section>
  `;
}

/** Draws the button that replays a delivery, and the outcome of the replay. */
export function replayButton(context: DeskContext, event_id: string): TemplateResult {
  const replay = context.store.$replays.get()[event_id];
  const running = replay === "running";
  return html`
    <span class="replay">
      <button
        type="button"
        class="b"
        aria-disabled=${running ? "true" : nothing}
        @click=${() => void context.store.replay(event_id)}
      >
        ${say(context, running ? "replaying" : "replay")}
      </button>
      <span role="status">${replayed(context, event_id)}</span>
    </span>
  `;
}

/** Returns the outcome of a replay, or nothing if there is none yet. */
function replayed(context: DeskContext, event_id: string): string | typeof nothing {
  const { words, store } = context;
  const replay = store.$replays.get()[event_id];
  if (replay === undefined || replay === "running") return nothing;
  if (replay instanceof Error) {
    const { title, detail } = problemOf(replay, words);
    return `${title} ${detail ?? ""}`;
  }
  const state = words.deliveries[replay.sync_status] ?? replay.sync_status;
  return say(context, "replayed", { state });
}

/** Draws the link that filters the deliveries by one outcome. The link keeps the other filters. */
function stateChip(
  context: DeskContext,
  filter: EventsFilter,
  sync_status: string,
  name: string,
): TemplateResult {
  const { type, payment_id } = filter;
  const { summary = null } = context.store.check.$load.get().value ?? {};
  const counts = type === "" && payment_id === "" ? (summary?.events ?? null) : null;
  return html`<a
    class="chip"
    href=${linkTo({ name: "events", sync_status, type, payment_id })}
    aria-current=${filter.sync_status === sync_status ? "true" : nothing}
    >${name} ${chipCount(context, counts, sync_status)}</a
  >`;
}

/** Draws the link that removes the filter of `field`, or nothing if that filter is not set. */
function clearChip(
  context: DeskContext,
  { sync_status, type, payment_id }: EventsFilter,
  field: "type" | "payment_id",
): TemplateResult | typeof nothing {
  const value = field === "type" ? type : payment_id;
  if (value === "") return nothing;
  const without = { name: "events", sync_status, type, payment_id, [field]: "" } as const;
  return html`<a
    class="chip"
    href=${linkTo(without)}
    aria-current="true"
    aria-label=${say(context, "clear", { name: value })}
    ><code dir="auto">${value}</code> ×</a
  >`;
}

/** Draws the deliveries as a table. In a narrow element, its rows become cards. */
function eventTable(
  context: DeskContext,
  events: readonly PaymentEvent[],
  filter: EventsFilter,
): TemplateResult {
  const heads = [
    ["", say(context, "outcome")],
    ["when", say(context, "made")],
    ["", say(context, "type")],
    ["n cr", say(context, "tries")],
    ["us", say(context, "payment")],
    ["id", say(context, "replay")],
  ] as const;
  return html`
    <table class="list events">
      <thead>
        <tr>
          ${heads.map(([name, text]) => html`<th scope="col" class=${name}>${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${events.map((event) => eventRow(context, event, filter))}
      </tbody>
    </table>
  `;
}

/**
 * Draws a delivery, with a link that filters the deliveries by its type, and a link to its payment.
 */
function eventRow(context: DeskContext, event: PaymentEvent, filter: EventsFilter): TemplateResult {
  const { formats, words } = context;
  const { sync_status, sync_error, type, payment_id } = event;
  const state = words.deliveries[sync_status] ?? sync_status;
  const { payment_id: only } = filter;
  return html`
    <tr>
      <td>
        <b class=${sync_status === "failed" ? "stop" : ""}>${state}</b>
        ${sync_error === null ? nothing : html`<code>${sync_error}</code>`}
      </td>
      <td class="when">${formats.moment(event.created_at)}</td>
      <td class="ty">
        <a
          href=${linkTo({ name: "events", sync_status: filter.sync_status, type, payment_id: only })}
          >${type}</a
        >
      </td>
      <td class="n cr">${formats.count(event.attempts)}</td>
      <td class="us">
        ${
          payment_id === null
            ? nothing
            : html`<a href=${linkTo({ name: "payment", payment_id })}
                ><code>${payment_id}</code></a
              >`
        }
      </td>
      <td class="id">${replayButton(context, event.event_id)}</td>
    </tr>
  `;
}
