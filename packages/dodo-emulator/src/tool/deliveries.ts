import { html } from "hono/html";
import type { EmulatorContext } from "../context.ts";
import type { Markup } from "../page/layout.ts";
import type { Delivery } from "../webhooks/delivery.ts";
import { button, card, field, timeOf } from "./parts.ts";

/**
 * Renders the form that sets three of the delivery faults. The delay applies to later events, the
 * other two to later attempts.
 */
export function faultsForm({ faults }: EmulatorContext): Markup {
  const { lose = 0, duplicate = 0, delay_ms = 0 } = faults.webhooks;
  return html`<form class="panel" method="post" action="/tool/faults">
    <p class="actions">
      ${field("Lose the next", "lose", String(lose))}${field("Send twice the next", "duplicate", String(duplicate))}${field("Delay, seconds", "seconds", String(delay_ms / 1000))}<button>
        Set
      </button>
    </p>
  </form>`;
}

/** Renders a delivery with its attempts and buttons. */
export function deliveryCard(delivery: Delivery, { state }: EmulatorContext): Markup {
  const { delivery_id, type, webhook_id, attempts, next_attempt_at } = delivery;
  const url = state.endpoints.get(delivery.endpoint_id)?.url ?? null;
  const tries = attempts.map(({ status }) => status ?? "none").join(", ");
  const next = next_attempt_at === null ? "" : ` · next at ${timeOf(next_attempt_at)}`;
  const waits = delivery.state === "waiting";
  return card({
    id: delivery_id,
    title: type,
    state: delivery.state,
    text: `${webhook_id} to ${url ?? "nowhere yet"} · ${tries === "" ? "not sent" : `answers: ${tries}`}${next}`,
    actions: html`${url === null ? "" : html`${button("resend", delivery_id, "Resend")}${button("duplicate", delivery_id, "Send twice")}`}${waits ? html`${button("lose", delivery_id, "Lose")}${button("delay", delivery_id, "Delay", field("Seconds", "seconds", "60"))}` : ""}`,
  });
}
