import { html } from "hono/html";
import type { EmulatorContext } from "../context.ts";
import { timestampOf } from "../clock.ts";
import { layout, type Markup } from "../page/layout.ts";
import { faultsForm } from "./deliveries.ts";
import { field } from "./parts.ts";
import { purchaseList } from "./purchase-list.ts";
import { purchasePage } from "./purchases.ts";

/**
 * Renders the tool page: keys and addresses, forms for a checkout and for delivery faults, and the
 * purchases, newest first, with buttons for what can happen next.
 */
export function toolPage(context: EmulatorContext, query: URLSearchParams): Markup {
  return layout(
    "Dodo emulator",
    html`<main class="tool">
      <h1>Dodo emulator</h1>
      ${facts(context)}
      <section aria-labelledby="open">
        <h2 id="open">Open a checkout</h2>
        ${checkoutForm(context)}
      </section>
      <section aria-labelledby="faults">
        <h2 id="faults">Break the next deliveries</h2>
        ${faultsForm(context)}
      </section>
      ${purchaseList(context, purchasePage(context, query))}
    </main>`,
  );
}

function facts({ settings, origin, state, endpoint }: EmulatorContext): Markup {
  const [product] = state.products.keys();
  const row = (name: string, value: string): Markup =>
    html`<div>
      <dt>${name}</dt>
      <dd><code>${value}</code></dd>
    </div>`;
  return html`<dl class="facts">
      ${row("API", origin())} ${row("API key", settings.api_key)}
      ${row("Webhook key", settings.webhook_keys[0])} ${row("Product", product ?? "none")}
      ${row("Clock", timestampOf(settings.clock.now()))}
    </dl>
    <form class="panel" method="post" action="/tool/target">
      <p class="actions">
        ${field("Webhook target", "url", endpoint.url ?? "", "url")}<button>Set</button>
      </p>
    </form>`;
}

function checkoutForm({ state }: EmulatorContext): Markup {
  return html`<form class="panel" method="post" action="/tool/checkout">
    <p class="actions">
      <label
        >Product<select name="product_id">
          ${[...state.products.keys()].map((id) => html`<option>${id}</option>`)}
        </select></label
      >
      ${field("Amount", "amount", "50.00")}<button>Open</button>
    </p>
  </form>`;
}
