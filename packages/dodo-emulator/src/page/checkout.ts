import { html, raw } from "hono/html";
import { format } from "../money/amount-text.ts";
import type { CheckoutView } from "./checkout-view.ts";
import { fieldError } from "./field-error.ts";
import { layout, type Markup } from "./layout.ts";
import { span } from "./span.ts";
import { summary } from "./summary.ts";
import { offeredMethods, type TestMethod } from "../money/test-methods.ts";

/** Renders the page where a buyer chooses a payment method. */
export function checkoutPage(view: CheckoutView): Markup {
  return layout(
    "Checkout",
    html`<main class="checkout">${summary(view)} ${payment(view)}</main>`,
    view.order.theme,
  );
}

function payment(view: CheckoutView): Markup {
  const { session, order, quote, problem, declined } = view;
  const inline = problem !== null && problem.field === undefined;
  return html`<section class="pay" aria-label="Payment">
    ${
      inline
        ? html`<div class="alert" role="alert" id="problem" tabindex="-1" autofocus>
            <strong>The payment did not go through</strong>
            <p>${problem.message}</p>
          </div>`
        : ""
    }
    <form method="post" action="/session/${session.session_id}/pay">
      ${contact(view)}
      <fieldset>
        <legend>Test payment method</legend>
        <div class="options">
          ${offeredMethods(order, quote.currency).map((method, i) => option(method, i === 0, view))}
          <label class="option"
            ><input
              type="radio"
              name="method"
              value="other"
              ${raw(isOther(view) ? " checked" : "")}
            /><span
              ><b>Another test number</b
              ><small>Type any card or account of Dodo's test data</small></span
            ></label
          >
        </div>
        ${otherFields(view)}
      </fieldset>
      <button class="main">Pay ${format(quote.total, quote.currency)}</button>
    </form>
    ${declined && order.return_url !== null ? html`<form method="post" action="/session/${session.session_id}/leave"><button class="quiet">Stop trying and return</button></form>` : ""}
    <p class="foot">
      This is the Dodo emulator on your machine. No card is charged, and what you type stays here.
    </p>
  </section>`;
}

function contact({ session, problem, fields }: CheckoutView): Markup {
  if (session.customer !== null) {
    return html`<div>
      <h2 class="label">Contact</h2>
      <p><bdi>${session.customer.email}</bdi></p>
    </div>`;
  }
  return html`<div class="label">
    <label for="email">E-mail</label>
    <input
      id="email"
      name="email"
      type="email"
      value="${fields["email"] ?? "buyer@example.com"}"
      autocomplete="off"
      required
      ${fieldError.attributes("email", problem)}
    />${fieldError.text("email", problem)}
  </div>`;
}

function option(method: TestMethod, first: boolean, view: CheckoutView): Markup {
  const { number, brand, kind } = method;
  const checked = isOther(view)
    ? false
    : (view.fields["method"] ?? (first ? number : "")) === number;
  const title = kind === "card" ? number.replace(/(.{4})(?=.)/g, "$1 ") : `Bank account ${number}`;
  return html`<label class="option"
    ><input type="radio" name="method" value="${number}" ${raw(checked ? " checked" : "")} /><span
      ><b><bdi>${title}</bdi></b
      ><small>${effectOf(method, view)}</small></span
    ><span class="mark" aria-hidden="true">${brand.toUpperCase()}</span></label
  >`;
}

/** Returns the short text that explains what a payment with a test number does. */
function effectOf({ outcome }: TestMethod, { context }: CheckoutView): string {
  if ("debit" in outcome) {
    return outcome.debit === "never"
      ? "Slow: stays processing, and you wait here"
      : `Processing at first, paid after ${span(context.settings.bank_debit_ms)}`;
  }
  if (outcome.result === "succeeded") return "Succeeds";
  return outcome.error.code === "INSUFFICIENT_FUNDS" ? "Declined: insufficient funds" : "Declined";
}

// Renders the fields for a typed number. The number is not shown again after a problem, because it
// may be that of a real card.
function otherFields({ fields, problem }: CheckoutView): Markup {
  return html`<div class="other">
    <div class="label">
      <label for="number">Card or account number</label>
      <input
        id="number"
        name="number"
        inputmode="numeric"
        autocomplete="off"
        spellcheck="false"
        ${fieldError.attributes("number", problem)}
      />${fieldError.text("number", problem)}
    </div>
    <div class="row">
      <div class="label">
        <label for="expiry">Expiry, month and year</label
        ><input
          id="expiry"
          name="expiry"
          value="${fields["expiry"] ?? "06/32"}"
          autocomplete="off"
          ${fieldError.attributes("expiry", problem)}
        />${fieldError.text("expiry", problem)}
      </div>
      <div class="label">
        <label for="cvc">Security code</label
        ><input
          id="cvc"
          name="cvc"
          value="${fields["cvc"] ?? "123"}"
          inputmode="numeric"
          autocomplete="off"
          ${fieldError.attributes("cvc", problem)}
        />${fieldError.text("cvc", problem)}
      </div>
    </div>
  </div>`;
}

// Returns whether the buyer chose to type a number.
function isOther({ fields }: CheckoutView): boolean {
  return fields["method"] === "other";
}
