import { html } from "hono/html";
import { isTaxInclusive, linePrices, openAmount, orderCurrency } from "../money/line-price.ts";
import { format } from "../money/amount-text.ts";
import { share } from "../money/currency.ts";
import type { Quote } from "../money/quote.ts";
import { backLink } from "./return-link.ts";
import { pricingOf } from "../ledger/account.ts";
import type { CheckoutView } from "./checkout-view.ts";
import { fieldError } from "./field-error.ts";
import type { Markup } from "./layout.ts";

/**
 * Renders the order summary of the checkout page: cart, amounts, back link, and the forms for an
 * open amount and for codes.
 */
export function summary(view: CheckoutView): Markup {
  const { context, order, session, quote } = view;
  const open = openAmount(order, context.state.products, session.amount ?? undefined);
  const back = backLink(order.cancel_url, context.settings.cancel_url_parameters);
  return html`<section class="summary" aria-labelledby="paying">
    ${back === null ? "" : html`<a class="back" href="${back}">Back</a>`}
    <div>
      <h1 class="merchant" id="paying">Pay <bdi>${context.settings.business_name}</bdi></h1>
      <p class="total">${renderAmount(quote.total, quote)}</p>
    </div>
    ${lines(view)} ${open === null ? "" : amountForm(view, open)}
    <dl class="sums">
      <div>
        <dt>Subtotal</dt>
        <dd>${money(quote.subtotal, quote.currency)}</dd>
      </div>
      ${discounts(quote)}
      <div>
        <dt>${isTaxInclusive(order, context.state.products) ? "Tax, included" : "Tax"}</dt>
        <dd>${money(quote.tax, quote.currency)}</dd>
      </div>
      <div class="sum">
        <dt>Total</dt>
        <dd>${money(quote.total, quote.currency)}</dd>
      </div>
    </dl>
    ${order.allow_discount_code ? codeForm(view) : ""}
  </section>`;
}

/** Renders an amount, which is written from left to right in any language. */
function money(value: number, currency: string): Markup {
  return html`<bdi dir="ltr">${value < 0 ? "−" : ""}${format(Math.abs(value), currency)}</bdi>`;
}

function renderAmount(value: number, { currency }: Quote): Markup {
  const [figure = "", unit = ""] = format(value, currency).split(" ");
  return html`<bdi dir="ltr">${figure}<small> ${unit}</small></bdi>`;
}

/**
 * Renders one row for each discount code: the code, its rate if it is a percentage, and its amount.
 */
function discounts({ applied, discount, currency }: Quote): Markup[] {
  const sum = applied.reduce((all, { amount }) => all + amount, 0);
  return applied.map(({ discount: { code, type, amount: bps }, amount }) => {
    const rate = type === "percentage" ? ` (${bps / 100}%)` : "";
    return html`<div>
      <dt>Discount <bdi>${code}</bdi>${rate}</dt>
      <dd>${money(-share(discount, amount, sum), currency)}</dd>
    </div>`;
  });
}

function lines({ context, order, session }: CheckoutView): Markup {
  const { state } = context;
  const currency = orderCurrency(order, state.products);
  const prices = linePrices(order, pricingOf(context), session.amount ?? undefined);
  return html`<ul class="lines">
    ${order.lines.map((line, i) => {
      const product = state.products.get(line.product_id);
      return html`<li>
        <span
          ><bdi>${product?.name ?? line.product_id}</bdi
          >${line.quantity > 1 ? html`<small>Quantity ${line.quantity}</small>` : ""}</span
        ><span>${money(prices[i] ?? 0, currency)}</span>
      </li>`;
    })}
  </ul>`;
}

function codeForm({ session, problem, fields }: CheckoutView): Markup {
  const wrong = problem?.field === "code";
  return html`<form method="post" action="/session/${session.session_id}/code">
    <div class="label">
      <label for="code">Discount code</label>
      <div class="row">
        <input
          id="code"
          name="code"
          value="${wrong ? (fields["code"] ?? "") : ""}"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          ${fieldError.attributes("code", problem)}
        /><button name="do" value="apply">Apply</button>
      </div>
    </div>
    ${fieldError.text("code", problem)}
    ${session.codes.length === 0 ? "" : html`<button class="quiet" name="do" value="clear">Remove ${session.codes.join(", ")}</button>`}
  </form>`;
}

/** Renders the form of the open amount. `amount` is the one that applies now, for one unit. */
function amountForm(
  { context, order, session, problem, fields }: CheckoutView,
  amount: number,
): Markup {
  const currency = orderCurrency(order, context.state.products);
  const value =
    problem?.field === "amount" ? (fields["amount"] ?? "") : format(amount, currency).split(" ")[0];
  return html`<form method="post" action="/session/${session.session_id}/amount">
    <div class="label">
      <label for="amount">Choose an amount, in ${currency}</label>
      <div class="row">
        <input
          id="amount"
          name="amount"
          value="${value}"
          inputmode="decimal"
          autocomplete="off"
          ${fieldError.attributes("amount", problem)}
        /><button>Update</button>
      </div>
    </div>
    ${fieldError.text("amount", problem)}
  </form>`;
}
