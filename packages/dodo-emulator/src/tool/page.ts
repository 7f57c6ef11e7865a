import { html } from "hono/html";
import type { EmulatorContext } from "../context.ts";
import { timestampOf } from "../clock.ts";
import { layout, type Markup } from "../page/layout.ts";
import type { Session } from "../ledger/session.ts";
import { deliveryCard, faultsForm } from "./deliveries.ts";
import { button, card, empty, field, timeOf } from "./parts.ts";
import { paymentCard } from "./payments.ts";

// The largest number of records of each kind that the page shows.
const shown = 50;

/** Renders the tool page: the newest records, each with buttons for what can happen to it next. */
export function toolPage(context: EmulatorContext): Markup {
  const { state, queue } = context;
  const newest = <Entry>(all: Iterable<Entry>): Entry[] => [...all].reverse().slice(0, shown);
  const payments = newest(state.payments.values());
  const deliveries = newest(queue.deliveries);
  return layout(
    "Dodo emulator",
    html`<main class="tool">
      <h1>Dodo emulator</h1>
      ${facts(context)}
      <section aria-labelledby="open">
        <h2 id="open">Open a checkout</h2>
        ${checkoutForm(context)}
      </section>
      <section aria-labelledby="payments">
        <h2 id="payments">Payments</h2>
        <ul class="cards">
          ${payments.length === 0 ? empty("No payment yet.") : payments.map((payment) => paymentCard(payment))}
        </ul>
      </section>
      <section aria-labelledby="deliveries">
        <h2 id="deliveries">Deliveries</h2>
        ${faultsForm(context)}
        <ul class="cards">
          ${deliveries.length === 0 ? empty("No webhook yet.") : deliveries.map((delivery) => deliveryCard(delivery, context))}
        </ul>
      </section>
      <section aria-labelledby="sessions">
        <h2 id="sessions">Checkout sessions</h2>
        <ul class="cards">
          ${state.sessions.size === 0 ? empty("No checkout yet.") : newest(state.sessions.values()).map((session) => sessionCard(session, context))}
        </ul>
      </section>
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

function sessionCard(session: Session, { state, settings }: EmulatorContext): Markup {
  const { session_id, payment_id, expires_at, created_at } = session;
  const status = session.payment_status ?? state.payments.get(payment_id ?? "")?.status ?? "open";
  const expired = settings.clock.now() >= expires_at;
  const product =
    session.order === null
      ? "no cart"
      : session.order.lines.map((line) => line.product_id).join(", ");
  return card({
    title: session_id,
    state: expired && status === "open" ? "expired" : status,
    text: `${product} · opened at ${timeOf(created_at)}${payment_id === null ? "" : ` · ${payment_id}`}`,
    actions: html`<a class="button" href="/session/${session_id}">Page</a
      >${expired ? "" : button("expire", session_id, "Expire")}`,
  });
}
