/** The history of a payment as a list, oldest first. */
import { html, nothing, type TemplateResult } from "lit";
import type { AuditEntry, PaymentAudit } from "../../report-wire.ts";
import type { PaymentEvent } from "../../wire.ts";
import { rich, say, sayCount, type DeskContext } from "../context.ts";
import { icon, type Icon } from "../icons.ts";
import { timeLine, type TimeLineEntry } from "../time-line.ts";
import { replayButton } from "./events-view.ts";

const ACTOR_MARKS: Readonly<Record<string, Icon>> = {
  create: "user",
  webhook: "right",
  return: "back",
  reconcile: "clock",
  admin: "user",
};
const ACTION_MARKS: Readonly<Record<string, Icon>> = {
  open: "out",
  close: "tick",
  confirm: "tick",
  match: "tick",
  hold: "held",
  claim: "stuck",
  dismiss: "dash",
  failed: "cross",
};
/** The `sync_error` of a delivery about a refund or a dispute whose amount is not known. */
const UNCLEAR = "reversal_unclear";
/** The changed fields that are shown as amounts. */
const MONEY_FIELDS: readonly string[] = ["net_minor", "refunded_minor"];
/** The changed fields that are shown as texts. */
const TEXT_FIELDS: readonly string[] = [
  "hold_reason",
  "provider_status",
  "provider_payment_id",
  "provider_session_id",
  "attempt",
];

/** Draws the history of a payment. */
export function timeLineView(
  context: DeskContext,
  audit: PaymentAudit,
  events: readonly PaymentEvent[],
): TemplateResult {
  return html`<ol class="time">
    ${timeLine(audit, events).map((line) => timeLineEntry(context, line))}
  </ol>`;
}

/** Draws one line: the time, the pause since the line before, the mark, and what happened. */
function timeLineEntry(context: DeskContext, line: TimeLineEntry): TemplateResult {
  const { formats } = context;
  const after = line.after_ms === null ? "" : `+${formats.duration(line.after_ms)}`;
  return html`
    <li>
      <time datetime=${line.at}
        ><span class="d">${formats.day(line.at)}</span> ${formats.exact(line.at)}</time
      >
      <span class="delta">${after}</span>
      <span class="dot ${line.tone}">${icon(markOf(line))}</span>
      ${line.kind === "write" ? writeLine(context, line.entry) : deliveryLine(context, line.event)}
    </li>
  `;
}

/** Returns the mark of what was done, or else of who has done it. */
function markOf(line: TimeLineEntry): Icon {
  if (line.kind === "delivery") return "right";
  return ACTION_MARKS[line.entry.action] ?? ACTOR_MARKS[line.entry.actor] ?? "dash";
}

/** Draws who has changed what. An action that has no text is named by its code. */
function writeLine(context: DeskContext, entry: AuditEntry): TemplateResult {
  const { words, formats } = context;
  const { amount_minor, credits } = entry.changes;
  const sentence = rich(words.actions[entry.action] ?? words.actions["other"] ?? "", {
    action: entry.action,
    amount: typeof amount_minor === "number" ? formats.money(amount_minor) : "",
    credits: typeof credits === "number" ? formats.count(credits) : "",
  });
  const more = changesOf(context, entry);
  return html`
    <div>
      <b
        >${words.actors[entry.actor] ?? entry.actor}${entry.admin_id ? html` <bdi>${entry.admin_id}</bdi>` : nothing}</b
      >
      ${sentence} ${more === "" ? nothing : html`<span class="more">${more}</span>`}
      ${entry.note === null ? nothing : html`<q class="more" dir="auto">${entry.note}</q>`}
    </div>
  `;
}

/** Returns the new values of an entry, for the fields that are shown. */
function changesOf({ formats, words }: DeskContext, { changes }: AuditEntry): string {
  const money = MONEY_FIELDS.map((field) => [field, changes[field]] as const)
    .filter(([, value]) => typeof value === "number" && value !== 0)
    .map(
      ([field, value]) =>
        `${field === "net_minor" ? words.facts.amount : words.facts.returned} ${formats.money(Number(value))}`,
    );
  const texts = TEXT_FIELDS.map((field) => [field, changes[field]] as const)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([field, value]) =>
      field === "hold_reason"
        ? (words.reasons[String(value)]?.title ?? String(value))
        : `${words.fields[field] ?? field} ${String(value)}`,
    );
  return [...money, ...texts].join(" · ");
}

/** Draws a delivery. If it is `failed`, `pending` or unclear, adds the button that replays it. */
function deliveryLine(context: DeskContext, event: PaymentEvent): TemplateResult {
  const { words } = context;
  const state = words.deliveries[event.sync_status] ?? event.sync_status;
  const tries = sayCount(context, "attempts", event.attempts);
  const decided =
    event.sync_status !== "failed" &&
    event.sync_status !== "pending" &&
    event.sync_error !== UNCLEAR;
  return html`
    <div>
      <b>${words.actors["provider"]}</b> ${say(context, "delivered", { type: event.type })}
      <span class="more">${say(context, "delivery_state", { state, tries })}</span>
      ${event.sync_error === UNCLEAR ? html`<span class="more">${say(context, "unclear")}</span>` : nothing}
      ${decided ? nothing : replayButton(context, event.event_id)}
    </div>
  `;
}
