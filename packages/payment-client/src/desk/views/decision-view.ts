/**
 * The decision about a payment: the effects of each choice, the confirmation before the decision is
 * sent, and the outcome.
 */
import { html, nothing, type TemplateResult } from "lit";
import type { PaymentAudit } from "../../report-wire.ts";
import { rich, say, sayRich, type DeskContext, type Rich } from "../context.ts";
import { canSend, changedTopup, obstacleTo } from "../decision.ts";
import { NOTHING } from "../formats.ts";
import { icon, type Icon } from "../icons.ts";
import type { PaymentDetail } from "../payment-store.ts";
import { readPaidEvent } from "../queue.ts";
import { keyOf, noteField, secondLook } from "./decision-parts.ts";
import { problemBox } from "./parts.ts";

const DASHBOARD = "https://app.dodopayments.com/transactions/payments/";

/** Draws the note and the two choices, or the confirmation in their place. */
export function decisionView(context: DeskContext, detail: PaymentDetail): TemplateResult {
  const { store } = context;
  const { decision } = store.payment.$payment.get();
  if (decision.step !== "choosing") return confirmation(context, detail.audit);
  return html`
    ${noteField(context, decision, store.payment.write)}
    <div class="choose">${creditChoice(context, detail)} ${dismissChoice(context, detail)}</div>
  `;
}

/** Draws the outcome of the last decision, or nothing if there is none. */
export function outcomeView(context: DeskContext): TemplateResult | typeof nothing {
  const { outcome } = context.store.payment.$payment.get();
  const { formats, words } = context;
  if (outcome === null) return nothing;
  if (outcome.kind === "failed") return problemBox(context, outcome.error, null);
  const texts = {
    credited: () =>
      outcome.kind === "credited"
        ? sayRich(context, "credited", {
            credits: formats.count(outcome.credits),
            user: outcome.user_id,
          })
        : "",
    dismissed: () => say(context, "dismissed"),
    elsewhere: () =>
      outcome.kind === "elsewhere"
        ? say(context, "decided_elsewhere", { status: words.statuses[outcome.status] })
        : "",
  };
  return html`<p class="outcome" role="status">
    ${icon("tick")}<span>${texts[outcome.kind]()}</span>
  </p>`;
}

/** Draws the effects of crediting with its button, or the reason why crediting is not offered. */
function creditChoice(context: DeskContext, { audit }: PaymentDetail): TemplateResult {
  const { formats, words, store } = context;
  const { payment, topup, topup_error } = audit;
  const obstacle = obstacleTo(audit);
  const credits = formats.count(changedTopup(audit)?.credits ?? payment.credits);
  const effects: [Icon, Rich][] = [
    ["plus", addsText(context, audit)],
    ["tick", sayRich(context, topup?.status === "paid" ? "credit_closes" : "credit_key")],
    ["dash", sayRich(context, changedTopup(audit) === null ? "no_way_back" : "credit_new")],
  ];
  const why =
    obstacle &&
    rich(words.obstacles[obstacle], { status: topup?.status ?? NOTHING, code: topup_error ?? "" });
  return html`
    <div class="choice">
      <h4>${say(context, "credit")}</h4>
      ${why === null ? effectList(effects) : html`<p class="why">${icon("alert", "look")}<span>${why}</span></p>`}
      ${
        why === null
          ? html`<button
              type="button"
              class="b go"
              id="credit"
              @click=${() => store.payment.choose("credit")}
            >
              ${say(context, "credit_button", { credits })} ${keyOf(context, "C")}
            </button>`
          : nothing
      }
    </div>
  `;
}

/** Returns how many credits are added and, if the payment falls short of the price, by how much. */
function addsText(context: DeskContext, audit: PaymentAudit): Rich {
  const { formats } = context;
  const { payment } = audit;
  const { credits, user_id: user } = changedTopup(audit) ?? payment;
  const missing = payment.amount_minor - (payment.net_minor ?? payment.amount_minor);
  const values = { credits: formats.count(credits), user, missing: formats.money(missing) };
  return sayRich(context, missing > 0 ? "credit_adds_less" : "credit_adds", values);
}

/**
 * Draws the effects of dismissing with its button, and the link to Dodo, where the money can be
 * refunded.
 */
function dismissChoice(context: DeskContext, { audit, events }: PaymentDetail): TemplateResult {
  const { formats, store } = context;
  const { payment } = audit;
  const paid = events.map(readPaidEvent).find(({ total_minor }) => total_minor !== null);
  const total = paid?.total_minor ?? payment.net_minor;
  const money = formats.money(total, paid?.currency ?? "USD");
  const at_provider = html`${say(context, "dismiss_money", { money })}
    <a
      href=${DASHBOARD + encodeURIComponent(payment.provider_payment_id)}
      target="_blank"
      rel="noopener noreferrer"
      >${say(context, "dismiss_at_provider")}</a
    >.`;
  return html`
    <div class="choice">
      <h4>${say(context, "dismiss")}</h4>
      ${effectList([
        ["cross", sayRich(context, "dismiss_closes")],
        ["out", at_provider],
        ["dash", sayRich(context, "dismiss_buyer")],
      ])}
      <button
        type="button"
        class="b end"
        id="dismiss"
        @click=${() => store.payment.choose("dismiss")}
      >
        ${say(context, "dismiss_button")} ${keyOf(context, "D")}
      </button>
    </div>
  `;
}

/** Draws the effects of a choice, one per line. */
function effectList(effects: readonly [Icon, Rich | TemplateResult][]): TemplateResult {
  return html`<ul>
    ${effects.map(([mark, text]) => html`<li>${icon(mark)}<span>${text}</span></li>`)}
  </ul>`;
}

/**
 * Draws the question before anything is sent. For a credit, adds the new values of a topup that has
 * changed.
 */
function confirmation(context: DeskContext, audit: PaymentAudit): TemplateResult {
  const { store, formats } = context;
  const { payment } = audit;
  const { decision } = store.payment.$payment.get();
  const adds = decision.choice === "credit";
  const changed = adds ? changedTopup(audit) : null;
  const sold = changed ?? payment;
  const credits = formats.count(sold.credits);
  const arrived = {
    received: formats.money(payment.net_minor),
    asked: formats.money(payment.amount_minor),
    note: decision.note.trim(),
  };
  return secondLook(context, {
    question: sayRich(context, adds ? "credit_ask" : "dismiss_ask", {
      credits,
      user: sold.user_id,
    }),
    more: html`
      <p>${sayRich(context, "second_look", arrived)}</p>
      ${changed === null ? nothing : acceptTopup(context, audit)}
    `,
    decision,
    yes: say(context, adds ? "yes_credit" : "yes_dismiss", { credits }),
    credits: adds,
    can_send: canSend(decision, audit),
    goBack: store.payment.goBack,
    send: store.payment.send,
  });
}

/**
 * Draws the old and the new values of a topup that has changed, and a box to accept the new ones.
 */
function acceptTopup(context: DeskContext, audit: PaymentAudit): TemplateResult | typeof nothing {
  const { formats, store } = context;
  const { payment } = audit;
  const topup = changedTopup(audit);
  if (topup === null) return nothing;
  const accept = (event: Event): void =>
    store.payment.accept((event.target as HTMLInputElement).checked);
  return html`
    <p>
      ${sayRich(context, "topup_changed", {
        asked: formats.money(payment.amount_minor),
        credits: formats.count(payment.credits),
        user: payment.user_id,
        new_asked: formats.money(topup.usd_cents),
        new_credits: formats.count(topup.credits),
        new_user: topup.user_id,
      })}
    </p>
    <label class="accept">
      <input
        type="checkbox"
        .checked=${store.payment.$payment.get().decision.accepted}
        @change=${accept}
      />
      ${say(context, "accept_topup")}
    </label>
  `;
}
