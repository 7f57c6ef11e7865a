/**
 * Draws the selected item of the queue if it is an unmatched delivery or a difference with Dodo.
 */
import { html, nothing, type TemplateResult } from "lit";
import type { DriftItem } from "../../report-wire.ts";
import { rich, say, type DeskContext } from "../context.ts";
import { NOTHING } from "../formats.ts";
import { icon } from "../icons.ts";
import type { QueueItem } from "../queue.ts";
import type { Reason } from "../words/words.ts";
import { closeView } from "./close-view.ts";
import { replayButton } from "./events-view.ts";
import { linkTo } from "./parts.ts";

const DASHBOARD = "https://app.dodopayments.com/transactions/payments";

/**
 * Draws an unmatched delivery: what it says about the payment at Dodo, its replay, and its closing.
 */
export function unmatchedDetail(
  context: DeskContext,
  { event, paid }: QueueItem & { kind: "unmatched" },
): TemplateResult {
  const { formats, words } = context;
  const money = (minor: number | null): string => formats.money(minor, paid.currency ?? "USD");
  const [total, tax] = [money(paid.total_minor), money(paid.tax_minor)];
  return html`
    ${heading(context, words.reasons["unmatched"])}
    <dl class="facts" aria-label=${say(context, "unmatched_facts")}>
      ${fact(say(context, "amount"), say(context, "paid_with_tax", { total, tax }))}
      ${fact(words.facts.status, paid.status ?? NOTHING)}
      ${fact(words.facts.product, paid.product ?? NOTHING)}
      ${fact(say(context, "payment"), paid.provider_payment_id ?? NOTHING)}
      ${fact(say(context, "topup"), paid.topup_id ?? NOTHING)}
      ${fact(say(context, "type"), event.type)}
      ${fact(say(context, "made"), formats.moment(event.created_at))}
    </dl>
    <div class="tools">
      ${replayButton(context, event.event_id)}
      <a class="b" href=${DASHBOARD} target="_blank" rel="noopener noreferrer"
        >${icon("out")}${say(context, "dashboard")}</a
      >
    </div>
    <p class="note">${say(context, "recheck_hint")}</p>
    ${closeView(context, event.event_id)}
  `;
}

/** Draws a difference between Dodo, our rows and the host's topup. */
export function driftDetail(context: DeskContext, item: DriftItem): TemplateResult {
  const { formats, words } = context;
  return html`
    ${heading(context, words.drifts[item.reason])}
    <p class="means">
      ${say(context, "difference")}: <b>${formats.money(item.difference_minor)}</b>
    </p>
    <table class="books">
      <caption class="gone">
        ${say(context, "books")}
      </caption>
      <thead>
        <tr>
          <th scope="col"><span class="gone">${say(context, "fact")}</span></th>
          <th scope="col">${say(context, "provider_says")}</th>
          <th scope="col">${say(context, "we_have")}</th>
          <th scope="col">${say(context, "topup_says")}</th>
        </tr>
      </thead>
      <tbody>
        ${driftRows(context, item).map(
          ([name, ...values]) => html`
            <tr>
              <th scope="row">${name}</th>
              ${values.map((value) => html`<td>${value}</td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
    <div class="tools">
      ${
        item.payment_id === ""
          ? nothing
          : html`<a class="b" href=${linkTo({ name: "payment", payment_id: item.payment_id })}
              >${say(context, "open_payment")}</a
            >`
      }
      <a class="b" href=${DASHBOARD} target="_blank" rel="noopener noreferrer"
        >${icon("out")}${say(context, "dashboard")}</a
      >
    </div>
  `;
}

/** Returns the rows of the comparison: what is compared, and what Dodo, we and the topup say. */
function driftRows({ formats, words }: DeskContext, item: DriftItem): string[][] {
  const money = (minor: number | null): string => formats.money(minor);
  const text = (value: string | null): string => value ?? NOTHING;
  const count = (value: number | null): string => (value === null ? NOTHING : formats.count(value));
  return [
    [
      words.facts.amount,
      money(item.provider_net_minor),
      money(item.net_minor ?? item.amount_minor),
      money(item.topup_usd_cents),
    ],
    [words.facts.status, text(item.provider_status), text(item.status), text(item.topup_status)],
    [words.facts.credits, NOTHING, count(item.credits), count(item.topup_credits)],
    [
      words.facts.returned,
      money(item.provider_refunded_minor),
      money(item.refunded_minor),
      NOTHING,
    ],
  ];
}

function heading(context: DeskContext, reason: Reason | undefined): TemplateResult {
  return html`
    <div class="head-line"><h3 class="big" tabindex="-1">${reason?.title}</h3></div>
    <p class="means"><b>${say(context, "look_at")}</b> ${rich(reason?.look ?? "")}</p>
  `;
}

function fact(name: string, value: string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}
