/** The first view: the items that need attention, the oldest first, beside the selected item. */
import { html, nothing, type TemplateResult } from "lit";
import { say, sayCount, type DeskContext } from "../context.ts";
import { NOTHING } from "../formats.ts";
import { icon, type Icon } from "../icons.ts";
import { isAtWork } from "../payment-store.ts";
import { KINDS, waitingMoney, type QueueItem } from "../queue.ts";
import { decidedAlone, decidedList } from "./decided-view.ts";
import { driftDetail, unmatchedDetail } from "./other-details.ts";
import { linkTo, loaded } from "./parts.ts";
import { paymentDetail } from "./payment-view.ts";
import { comparisonOf, runsView } from "./runs-view.ts";

const MARKS: Readonly<Record<QueueItem["kind"], Icon>> = {
  held: "held",
  stuck: "stuck",
  unmatched: "unmatched",
  drift: "unequal",
};

/** Draws the items that need attention. */
export function queueView(context: DeskContext): TemplateResult {
  const { store } = context;
  return loaded(context, store.queue.$load.get(), store.refresh, ({ partial }) => {
    const items = store.items();
    const at_work = isAtWork(store.payment.$payment.get());
    return html`
      ${sayTotal(context, items)}
      <ul class="counts box">
        ${KINDS.map((kind) => countOf(context, kind, items))}
      </ul>
      ${runsView(context)}
      ${items.length === 0 && !at_work ? decidedAlone(context) : queueAndDetail(context, items, partial)}
    `;
  });
}

/** Returns the title of an item. */
export function titleOf({ words }: DeskContext, item: QueueItem): string {
  if (item.kind === "drift") return words.drifts[item.drift.reason]?.title ?? item.drift.reason;
  const reason = item.kind === "held" ? (item.payment.hold_reason ?? "") : item.kind;
  return words.reasons[reason]?.title ?? reason;
}

function sayTotal(context: DeskContext, items: readonly QueueItem[]): TemplateResult {
  const { formats, now, store } = context;
  const [oldest] = items;
  if (oldest === undefined) {
    const time = formats.clock(store.queue.$load.get().at ?? now);
    return html`
      <div class="calm box">
        ${icon("tick")}
        <p>
          <b>${say(context, "nothing_waits")}</b> ${say(context, "nothing_waits_more", { time })}
        </p>
      </div>
    `;
  }
  const money = formats.money(waitingMoney(items));
  return html`
    <div class="say">
      <h3 class="big">${sayCount(context, "needs_you", items.length)}</h3>
      <p>${say(context, "waits", { money, age: formats.age(oldest.since, now) })}</p>
    </div>
  `;
}

function countOf(
  context: DeskContext,
  kind: QueueItem["kind"],
  all: readonly QueueItem[],
): TemplateResult {
  const { formats, now, store } = context;
  const items = all.filter((item) => item.kind === kind);
  const [oldest] = items;
  const { progress, running, more, error } = store.drift.$run.get();
  const compared = kind !== "drift" || progress !== null;
  const whole = kind !== "drift" || (compared && !running && !more && error === null);
  const mark =
    items.length > 0
      ? icon(MARKS[kind], "look")
      : icon(whole ? "tick" : "dash", whole ? "good" : "soft");
  return html`
    <li>
      ${mark}
      <span>
        <strong
          >${compared ? sayCount(context, kind, items.length) : say(context, "not_compared")}</strong
        >
        <small>
          ${
            oldest === undefined
              ? nothing
              : say(context, "oldest", {
                  age: formats.age(oldest.since, now),
                  money: formats.money(waitingMoney(items)),
                })
          }
          ${kind === "drift" ? comparisonOf(context) : nothing}
        </small>
      </span>
    </li>
  `;
}

function queueAndDetail(
  context: DeskContext,
  items: readonly QueueItem[],
  partial: boolean,
): TemplateResult {
  const view = context.store.$view.get();
  const chosen = view.name === "queue" && view.item !== "";
  const selected = context.store.selected();
  return html`
    <div class="two box ${chosen ? "chosen" : ""}">
      <section class="queue" aria-label=${say(context, "queue_label")}>
        <p class="head">
          <span>${say(context, "oldest_first")}</span>
          ${
            context.keys
              ? html`<span class="keyed"><kbd>J</kbd> <kbd>K</kbd> ${say(context, "keys")}</span>`
              : nothing
          }
        </p>
        <ul>
          ${items.map((item) => queueItem(context, item, item.key === selected?.key))}
        </ul>
        ${
          partial
            ? html`<p class="note">
                ${say(context, "partial", { n: context.formats.count(items.length) })}
              </p>`
            : nothing
        }
        ${decidedList(context)}
      </section>
      ${detail(context, selected)}
    </div>
  `;
}

function queueItem(context: DeskContext, item: QueueItem, selected: boolean): TemplateResult {
  const { formats, now } = context;
  const age = item.since === "" ? "" : formats.age(item.since, now);
  return html`
    <li>
      <a
        href=${linkTo({ name: "queue", item: item.key })}
        aria-current=${selected ? "true" : nothing}
      >
        ${icon(MARKS[item.kind], "look")}
        <span class="what">${titleOf(context, item)}</span>
        <span class="age">${age}</span>
        <span class="sub">${subline(context, item)}</span>
      </a>
    </li>
  `;
}

function subline({ formats }: DeskContext, item: QueueItem): TemplateResult {
  if (item.kind === "held" || item.kind === "stuck") {
    const { net_minor, amount_minor, user_id } = item.payment;
    const asked = formats.money(amount_minor);
    const less = net_minor !== null && net_minor !== amount_minor;
    return html`<b>${less ? `${formats.money(net_minor)} / ${asked}` : asked}</b> ·
      <bdi>${user_id}</bdi>`;
  }
  if (item.kind === "unmatched") {
    const { total_minor, currency, provider_payment_id } = item.paid;
    const money = formats.money(item.amount_minor ?? total_minor, currency ?? "USD");
    return html`<b>${money}</b> · <bdi>${provider_payment_id ?? item.event.event_id}</bdi>`;
  }
  const { payment_id, provider_payment_id } = item.drift;
  const name = payment_id || provider_payment_id || NOTHING;
  return html`<b>${formats.money(item.amount_minor)}</b> · <bdi>${name}</bdi>`;
}

function detail(context: DeskContext, item: QueueItem | undefined): TemplateResult {
  const { store } = context;
  const view = store.$view.get();
  const back = html`<a class="back-link" href=${linkTo({ name: "queue", item: "" })}
    >${icon("left")}${say(context, "back")}</a
  >`;
  const draw = (): TemplateResult => {
    if (item?.kind === "unmatched") return unmatchedDetail(context, item);
    if (item?.kind === "drift") return driftDetail(context, item.drift);
    // A payment that the administrator is deciding, or has just decided, may not be in the list.
    // Such a payment is drawn until another item is chosen.
    if (item === undefined && isAtWork(store.payment.$payment.get())) return paymentDetail(context);
    const shown = store.payment.$payment.get().payment_id;
    const wanted = item?.key ?? (view.name === "queue" ? view.item : "");
    if (item === undefined && shown !== wanted)
      return html`<p class="note">${say(context, "item_gone")}</p>`;
    return shown === wanted && shown !== ""
      ? paymentDetail(context)
      : html`<p class="note">${say(context, "loading")}</p>`;
  };
  return html`<section class="one">${back}${draw()}</section>`;
}
