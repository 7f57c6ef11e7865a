/** The list of payments with its filters. */
import { html, nothing, type TemplateResult } from "lit";
import type { Payment } from "../../wire.ts";
import type { PaymentsFilter } from "../address.ts";
import { say, sayCount, type DeskContext } from "../context.ts";
import type { PageList } from "../page-list.ts";
import { emptyRows, linkTo, problemBox, statusPill } from "./parts.ts";

const STATUSES: readonly Payment["status"][] = [
  "held",
  "crediting",
  "pending",
  "paid",
  "failed",
  "canceled",
  "expired",
  "dismissed",
];

/** Draws the list of payments. */
export function paymentsView(context: DeskContext): TemplateResult {
  const { store, words } = context;
  const view = store.$view.get();
  const filter = view.name === "payments" ? view : { status: "", topup_id: "", user_id: "" };
  const list = store.payments.$list.get();
  return html`
    <div class="say"><h3 class="big">${say(context, "payments")}</h3></div>
    <section class="box" aria-label=${say(context, "payments")}>
      <div class="filters" role="group" aria-label=${say(context, "filters")}>
        ${statusChip(context, filter, "", say(context, "all"))}
        ${STATUSES.map((status) => statusChip(context, filter, status, words.statuses[status]))}
        ${clearChip(context, filter, "topup_id", say(context, "topup"))}
        ${clearChip(context, filter, "user_id", say(context, "user"))}
      </div>
      ${listOf(context, list, () => paymentTable(context, list.items), "no_payments")}
      ${pager(context, list, () => void store.payments.more())}
    </section>
  `;
}

/**
 * Draws the rows of a list and the error of a failed request. If there is neither, draws
 * placeholders until the list is loaded, and then a sentence that says that there are no rows.
 */
export function listOf(
  context: DeskContext,
  { items, loaded, loading, error }: PageList<unknown>,
  draw: () => TemplateResult,
  none: "no_payments" | "no_events",
): TemplateResult {
  const retry = items.length === 0 ? context.store.refresh : null;
  const problem = error === null ? nothing : problemBox(context, error, retry);
  if (items.length > 0) return html`${draw()} ${problem}`;
  if (error !== null) return html`${problem}`;
  return loaded && !loading ? html`<p class="none">${say(context, none)}</p>` : emptyRows(context);
}

/** Draws the number of shown rows, and the button that loads more. */
export function pager(
  context: DeskContext,
  { items, next_cursor, loading }: PageList<unknown>,
  more: () => void,
): TemplateResult {
  return html`
    <div class="pager">
      <p role="status">${sayCount(context, "rows", items.length)}</p>
      ${
        next_cursor === null
          ? nothing
          : html`<button
              type="button"
              class="b more-rows"
              aria-disabled=${loading ? "true" : nothing}
              @click=${more}
            >
              ${say(context, loading ? "loading" : "more")}
            </button>`
      }
    </div>
  `;
}

/** Draws the link that filters the payments by one status. The link keeps the other filters. */
function statusChip(
  context: DeskContext,
  filter: PaymentsFilter,
  status: string,
  name: string,
): TemplateResult {
  const { topup_id, user_id } = filter;
  const { summary = null } = context.store.check.$load.get().value ?? {};
  const counts = topup_id === "" && user_id === "" ? (summary?.payments ?? null) : null;
  return html`<a
    class="chip"
    href=${linkTo({ name: "payments", status, topup_id, user_id })}
    aria-current=${filter.status === status ? "true" : nothing}
    >${name} ${chipCount(context, counts, status)}</a
  >`;
}

/**
 * Draws the count of `name`, or of all rows if `name` is `""`. Draws nothing if `counts` is `null`,
 * which means that other filters are set or that the counts are not known.
 */
export function chipCount(
  { formats }: DeskContext,
  counts: Readonly<Record<string, number>> | null,
  name: string,
): TemplateResult | typeof nothing {
  if (counts === null) return nothing;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return html`<small class="count"
    >${formats.count(name === "" ? all : (counts[name] ?? 0))}</small
  >`;
}

/** Draws the link that removes the filter of `field`, or nothing if that filter is not set. */
function clearChip(
  context: DeskContext,
  { status, topup_id, user_id }: PaymentsFilter,
  field: "topup_id" | "user_id",
  name: string,
): TemplateResult | typeof nothing {
  const value = field === "topup_id" ? topup_id : user_id;
  if (value === "") return nothing;
  const without = { name: "payments", status, topup_id, user_id, [field]: "" } as const;
  return html`<a
    class="chip"
    href=${linkTo(without)}
    aria-current="true"
    aria-label=${say(context, "clear", { name: `${name} ${value}` })}
    >${name} <code dir="auto">${value}</code> ×</a
  >`;
}

/** Draws the payments as a table. In a narrow element, its rows become cards. */
function paymentTable(context: DeskContext, payments: readonly Payment[]): TemplateResult {
  const heads = [
    ["", say(context, "status")],
    ["when", say(context, "made")],
    ["n", say(context, "amount_asked")],
    ["n got", say(context, "received")],
    ["n cr", say(context, "credits")],
    ["us", context.words.facts.user],
    ["tp", say(context, "topup")],
    ["id", say(context, "payment")],
  ] as const;
  return html`
    <table class="list">
      <thead>
        <tr>
          ${heads.map(([name, text]) => html`<th scope="col" class=${name}>${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${payments.map((payment) => paymentRow(context, payment))}
      </tbody>
    </table>
  `;
}

/** Draws a payment. The received amount is highlighted if it is less than the price. */
function paymentRow(context: DeskContext, payment: Payment): TemplateResult {
  const { formats } = context;
  const { net_minor, amount_minor, user_id, topup_id, payment_id } = payment;
  const less = net_minor !== null && net_minor < amount_minor;
  return html`
    <tr>
      <td>${statusPill(context, payment)}</td>
      <td class="when">${formats.moment(payment.created_at)}</td>
      <td class="n asked"><b>${formats.money(amount_minor)}</b></td>
      <td class="n got ${less ? "bad" : ""}">${formats.money(net_minor)}</td>
      <td class="n cr">${formats.count(payment.credits)}</td>
      <td class="us">${user_id}</td>
      <td class="tp"><code>${topup_id}</code></td>
      <td class="id">
        <a href=${linkTo({ name: "payment", payment_id })}><code>${payment_id}</code></a>
      </td>
    </tr>
  `;
}
