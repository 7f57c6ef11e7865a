/** Draws one payment: its values, the three books, the decision, and its history. */
import { html, nothing, type TemplateResult } from "lit";
import { booksOf, type Row, type Value } from "../books.ts";
import { rich, say, type DeskContext } from "../context.ts";
import { isDecidable } from "../decision.ts";
import { NOTHING } from "../formats.ts";
import { icon } from "../icons.ts";
import type { PaymentDetail } from "../payment-store.ts";
import { statusSince, type PaidEvent } from "../queue.ts";
import { decisionView, outcomeView } from "./decision-view.ts";
import { linkTo, loaded, statusPill } from "./parts.ts";
import { timeLineView } from "./time-line-view.ts";

/** Draws the view of one payment. */
export function paymentView(context: DeskContext): TemplateResult {
  return html`
    <a
      class="back-link always"
      href=${linkTo({ name: "payments", status: "", topup_id: "", user_id: "" })}
      >${icon("left")}${say(context, "payments")}</a
    >
    <section class="one box">${paymentDetail(context)}</section>
  `;
}

/** Draws the payment that the store has opened. */
export function paymentDetail(context: DeskContext): TemplateResult {
  const { payment } = context.store;
  const { load } = payment.$payment.get();
  return loaded(
    context,
    load,
    () => void payment.reload(),
    (detail) => detailView(context, detail),
  );
}

/** Draws a loaded payment. The decision is drawn only while there is something to decide. */
function detailView(context: DeskContext, detail: PaymentDetail): TemplateResult {
  const { audit, events } = detail;
  const { payment } = audit;
  const { formats, now } = context;
  const age = formats.age(statusSince(audit), now);
  return html`
    <div class="head-line">
      <h3 class="big" tabindex="-1">${titleOf(context, detail)}</h3>
      ${statusPill(context, payment)}
    </div>
    <p class="ids">
      <code>${payment.payment_id}</code> · ${say(context, "topup")}
      <code dir="auto">${payment.topup_id}</code> · ${say(context, "user")}
      <code dir="auto">${payment.user_id}</code> · ${say(context, "since", { age })}
    </p>
    ${lookAt(context, detail)} ${booksTable(context, detail)} ${outcomeView(context)}
    ${isDecidable(payment) ? decisionView(context, detail) : nothing}
    <h3 class="sub-head">${say(context, "history")}</h3>
    ${timeLineView(context, audit, events)}
  `;
}

/** Returns why a payment is `held` or `crediting`, or else its status. */
function titleOf({ words }: DeskContext, { audit: { payment } }: PaymentDetail): string {
  const reason = reasonOf(payment);
  return (reason && words.reasons[reason]?.title) || words.statuses[payment.status];
}

function reasonOf({ status, hold_reason }: PaymentDetail["audit"]["payment"]): string | null {
  if (status === "crediting") return "stuck";
  return status === "held" ? hold_reason : null;
}

/** Draws what an administrator should check before they decide. */
function lookAt(
  context: DeskContext,
  { audit: { payment } }: PaymentDetail,
): TemplateResult | typeof nothing {
  const look = context.words.reasons[reasonOf(payment) ?? ""]?.look;
  if (look === undefined) return nothing;
  const held = payment.status === "held" ? say(context, "held_means") : nothing;
  return html`<p class="means">${held} <b>${say(context, "look_at")}</b> ${rich(look)}</p>`;
}

/** Draws what Dodo, we and the topup say, one row for each fact. */
function booksTable(context: DeskContext, detail: PaymentDetail): TemplateResult {
  const { rows, paid } = booksOf(detail.audit, detail.events);
  return html`
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
        ${rows.map((row) => bookRow(context, row, paid, detail))}
      </tbody>
    </table>
  `;
}

/** Draws a fact. If `differs` is set, a sign and words say so, not a colour alone. */
function bookRow(
  context: DeskContext,
  row: Row,
  paid: PaidEvent | null,
  detail: PaymentDetail,
): TemplateResult {
  const { words } = context;
  const unequal = html`${icon("unequal", "look")}`;
  return html`
    <tr class=${row.differs ? "off" : ""}>
      <th scope="row">
        ${row.differs ? unequal : nothing}${words.facts[row.fact]}${
          row.differs ? html`<span class="gone">: ${say(context, "differ")}</span>` : nothing
        }
      </th>
      <td>${valueOf(context, row, row.provider)}${remark(context, row, paid, detail)}</td>
      <td>${valueOf(context, row, row.ours)}</td>
      <td>${valueOf(context, row, row.topup)}</td>
    </tr>
  `;
}

/** Writes a value of a book, with a dash for one that the book does not have. */
function valueOf({ formats }: DeskContext, { fact }: Row, value: Value): string {
  if (value === null) return NOTHING;
  if (typeof value !== "number") return String(value);
  const money = fact === "amount" || fact === "returned";
  return money ? formats.money(value) : formats.count(value);
}

/**
 * Draws a remark on Dodo's value: the total and its tax, the quantity, or whether the payment was
 * ever disputed. Draws nothing for a value without a remark.
 */
function remark(
  context: DeskContext,
  { fact }: Row,
  paid: PaidEvent | null,
  { audit: { payment } }: PaymentDetail,
): TemplateResult | typeof nothing {
  const { formats } = context;
  const money = (minor: number): string => formats.money(minor, paid?.currency ?? "USD");
  const small = (text: string): TemplateResult => html`<small>${text}</small>`;
  if (fact === "returned") return small(say(context, payment.disputed ? "dispute" : "no_dispute"));
  if (fact === "product" && typeof paid?.quantity === "number") return small(`× ${paid.quantity}`);
  if (fact !== "amount" || typeof paid?.total_minor !== "number") return nothing;
  const [total, tax] = [money(paid.total_minor), money(paid.tax_minor ?? 0)];
  return small(say(context, "paid_with_tax", { total, tax }));
}
