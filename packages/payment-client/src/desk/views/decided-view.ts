/** The list of the last decisions of administrators. */
import { html, nothing, type TemplateResult } from "lit";
import { say, sayRich, type DeskContext } from "../context.ts";
import type { Decided } from "../decided.ts";
import { icon } from "../icons.ts";
import { linkTo } from "./parts.ts";

const DAY_MS = 86_400_000;

/** Draws the last decisions. Draws nothing if there are none, or while they are not known. */
export function decidedList(context: DeskContext): TemplateResult | typeof nothing {
  const decided = context.store.decided.$load.get().value ?? [];
  if (decided.length === 0) return nothing;
  return html`
    <p class="head" id="decided-lately"><span>${say(context, "decided_lately")}</span></p>
    <ul class="done" aria-labelledby="decided-lately">
      ${decided.map((decision) => decidedItem(context, decision))}
    </ul>
  `;
}

/** Draws the last decisions in a box of their own, where no queue stands above them. */
export function decidedAlone(context: DeskContext): TemplateResult | typeof nothing {
  const list = decidedList(context);
  return list === nothing ? nothing : html`<div class="queue alone box">${list}</div>`;
}

function decidedItem(context: DeskContext, decision: Decided): TemplateResult {
  const { payment_id, choice, amount_minor, user_id, admin_id, at } = decision;
  const { words, formats } = context;
  const credited = choice === "credit";
  const by =
    admin_id === null ? nothing : html` · ${sayRich(context, "decided_by", { admin: admin_id })}`;
  return html`
    <li>
      <a href=${linkTo({ name: "payment", payment_id })}>
        ${icon(credited ? "tick" : "dash", credited ? "good" : "soft")}
        <span class="what"
          >${credited ? say(context, "decided_credited") : words.statuses.dismissed}</span
        >
        <span class="age">${timeOf(context, at)}</span>
        <span class="sub"><b>${formats.money(amount_minor)}</b> · <bdi>${user_id}</bdi>${by}</span>
      </a>
    </li>
  `;
}

/** Writes a time of the last 24 hours as the time of day, and an earlier one as the day. */
function timeOf({ formats, now }: DeskContext, at: string): string {
  const ms = Date.parse(at);
  return now - ms < DAY_MS ? formats.clock(ms) : formats.day(at);
}
