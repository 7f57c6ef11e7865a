import { html, nothing, type TemplateResult } from "lit";
import { feedback } from "../../feedback-loading.ts";
import type { Payment } from "../../wire.ts";
import { fill, ownNode, renderMark, type PacksContext } from "../context.ts";
import type { Loaded, PacksStore, PastPayments } from "../packs-store.ts";
import { describePayment, receiptOf } from "../past-payments.ts";
import { renderReceipt } from "./note-view.ts";

/** Draws the buyer's past payments, newest first, and a button that loads older ones. */
export function paymentsView(
  context: PacksContext,
  payments: Loaded<PastPayments>,
  store: PacksStore,
): TemplateResult | typeof nothing {
  const { value, error } = payments;
  if (!value && !error) return nothing;
  const { words } = context;
  return html`
    <section part="payments">
      <slot name="payments-heading"><h2>${words.payments}</h2></slot>
      ${value ? renderList(context, value.items) : nothing}
      ${error ? renderProblem(context, error, store.loadPayments) : nothing}
      ${
        value?.next_cursor
          ? html`<p class="more">
              <button type="button" class="link" @click=${store.loadOlder}>${words.older}</button>
            </p>`
          : nothing
      }
    </section>
  `;
}

/** Draws why something could not be loaded, and a button that tries again. */
export function renderProblem(
  { button_words, words }: PacksContext,
  error: NonNullable<Loaded<unknown>["error"]>,
  retry: () => unknown,
): TemplateResult {
  const line = feedback?.statusLineOf({ phase: "error", error }, false, button_words);
  return html`
    <p class="problem" role="status">
      ${renderMark("refused", "stop")}<span>${ownNode(line?.sentence ?? "")}</span>
      <button type="button" class="link" @click=${retry}>${words.retry}</button>
    </p>
  `;
}

function renderList(context: PacksContext, items: readonly Payment[]): TemplateResult {
  const { words } = context;
  if (items.length === 0)
    return html`<slot name="empty"
      ><p class="empty">
        <strong>${words.none_yet}</strong> <span>${words.none_yet_hint}</span>
      </p></slot
    >`;
  const heads: readonly (readonly [string, string])[] = [
    [words.date, ""],
    [words.paid, "n"],
    [words.credits_head, "n"],
    [words.status, "s"],
    [words.receipt_or_reference, "e"],
  ];
  // The roles are written out, because a table that is laid out as a grid loses its own.
  return html`
    <table class="past" role="table" aria-label=${words.newest_first}>
      <thead role="rowgroup">
        <tr role="row">
          ${heads.map(
            ([text, name]) => html`<th role="columnheader" scope="col" class=${name}>${text}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${items.map((payment) => renderRow(context, payment))}
      </tbody>
    </table>
  `;
}

function renderRow(context: PacksContext, payment: Payment): TemplateResult {
  const { words, formats } = context;
  const { word, mark, tone, detail } = describePayment(payment);
  const given_back = formats.money(payment.refunded_minor, payment.currency);
  return html`
    <tr role="row">
      <th role="rowheader" scope="row" class="d">${formats.day(payment.created_at)}</th>
      <td role="cell" class="n m">${formats.money(payment.amount_minor, payment.currency)}</td>
      <td role="cell" class="n c">${formats.count(payment.credits)}</td>
      <td role="cell" class="s">
        <span class="is ${tone}">
          ${renderMark(mark)}<span>${ownNode(fill(words[word], given_back))}</span>
        </span>
      </td>
      <td role="cell" class="e">${renderDetail(context, payment, detail)}</td>
    </tr>
  `;
}

function renderDetail(
  { words, formats }: PacksContext,
  payment: Payment,
  detail: ReturnType<typeof describePayment>["detail"],
): unknown {
  const address = receiptOf(payment);
  if (detail === "days") return words.days;
  if (detail === "reference") return html`<code>${payment.payment_id}</code>`;
  if (detail !== "receipt" || !address) return nothing;
  const spoken = fill(words.receipt_of, formats.longDay(payment.created_at));
  return renderReceipt(
    address,
    html`<span aria-hidden="true">${words.receipt}</span><span class="gone">${spoken}</span>
      <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M14 4.5h5.5V10m0-5.5L11 13m6.5.5v6h-13v-13h6" />
      </svg>`,
  );
}
