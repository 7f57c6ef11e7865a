import { html, raw } from "hono/html";
import type { EmulatorContext } from "../context.ts";
import { format } from "../money/amount-text.ts";
import type { Session } from "../ledger/session.ts";
import type { Markup } from "../page/layout.ts";
import type { Delivery } from "../webhooks/delivery.ts";
import { deliveryCard } from "./deliveries.ts";
import { button, card, empty, field, stateMark, timeOf } from "./parts.ts";
import { paymentCard } from "./payments.ts";
import type { Purchase, PurchasePage } from "./purchases.ts";

/**
 * Renders one page of purchases and its search. At most one purchase is open. The others open at a
 * click.
 */
export function purchaseList(context: EmulatorContext, list: PurchasePage): Markup {
  const { shown, total, search, open } = list;
  const none = search === "" ? "No purchase yet." : "No purchase matches.";
  return html`<section aria-labelledby="purchases">
    <h2 id="purchases">Purchases</h2>
    <form class="panel" method="get" action="/#purchases">
      <p class="actions">
        ${field("Search", "q", search)}<button>Search</button>
        ${search === "" ? "" : html`<a href="/#purchases">Show all</a>`}
      </p>
    </form>
    <ul class="cards">
      ${total === 0 ? empty(none) : shown.map((purchase) => purchaseItem(purchase, open, context))}
    </ul>
    ${pager(list)}
  </section>`;
}

function purchaseItem(purchase: Purchase, open: string, context: EmulatorContext): Markup {
  const { id, at, session, payments, deliveries } = purchase;
  const last = payments.at(-1);
  const email = last?.customer?.email ?? session?.customer?.email;
  const facts = [at === 0 ? null : timeOf(at), email, deliveriesText(deliveries)];
  return html`<li>
    <details class="purchase" ${raw(id === open ? "open" : "")}>
      <summary>
        <span class="head"
          ><b>${titleOf(purchase)}</b>${stateMark(statusOf(purchase, context))}</span
        >
        <span class="soft"
          >${facts.filter((part) => part !== null && part !== undefined).join(" · ")}</span
        >
      </summary>
      <ul class="cards">
        ${session === null ? "" : sessionCard(session, context)}
        ${payments.map((payment) => paymentCard(payment))}
        ${deliveries.toReversed().map((delivery) => deliveryCard(delivery, context))}
      </ul>
    </details>
  </li>`;
}

/**
 * Returns a text that says how many deliveries there are, and how many of them are not delivered.
 */
function deliveriesText(deliveries: readonly Delivery[]): string {
  const open = deliveries.filter(({ state }) => state !== "delivered").length;
  const count = deliveries.length === 1 ? "1 delivery" : `${deliveries.length} deliveries`;
  return open === 0 ? count : `${count}, ${open} not delivered`;
}

function titleOf({ session, payments, deliveries }: Purchase): string {
  const last = payments.at(-1);
  if (last !== undefined) return format(Number(last.total_amount) || 0, last.currency);
  return session === null ? (deliveries[0]?.type ?? "") : "Not paid yet";
}

function statusOf({ session, payments }: Purchase, context: EmulatorContext): string {
  const last = payments.at(-1);
  if (last !== undefined) return last.status ?? "unknown";
  return session === null ? "event" : sessionState(session, context);
}

function sessionState(session: Session, { state, settings }: EmulatorContext): string {
  const { payment_id, payment_status, expires_at } = session;
  const status = payment_status ?? state.payments.get(payment_id ?? "")?.status ?? "open";
  return settings.clock.now() >= expires_at && status === "open" ? "expired" : status;
}

function sessionCard(session: Session, context: EmulatorContext): Markup {
  const { session_id, payment_id, expires_at, created_at, order } = session;
  const expired = context.settings.clock.now() >= expires_at;
  const product =
    order === null ? "no cart" : order.lines.map((line) => line.product_id).join(", ");
  return card({
    id: session_id,
    title: session_id,
    state: sessionState(session, context),
    text: `${product} · opened at ${timeOf(created_at)}${payment_id === null ? "" : ` · ${payment_id}`}`,
    actions: html`<a class="button" href="/session/${session_id}">Page</a
      >${expired ? "" : button("expire", session_id, "Expire")}`,
  });
}

function pager({ page, pages, total, search }: PurchasePage): Markup | "" {
  if (pages === 1) return "";
  const link = (to: number, label: string): Markup =>
    html`<a
      class="button"
      href="/?${new URLSearchParams({ q: search, page: String(to) })}#purchases"
      >${label}</a
    >`;
  return html`<nav class="pager" aria-label="Pages of purchases">
    ${page > 1 ? link(page - 1, "Newer") : ""}
    <span class="soft">Page ${page} of ${pages}, ${total} purchases</span>
    ${page < pages ? link(page + 1, "Older") : ""}
  </nav>`;
}
