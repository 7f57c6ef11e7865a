import { type Faults, takeWebhookFault } from "../faults.ts";
import type { Endpoint } from "../ledger/endpoint.ts";
import type { DeliveryAttempt, QueuedDelivery } from "./delivery.ts";
import type { DeliveryRules } from "./delivery-rules.ts";
import { post } from "./post.ts";
import { signatureHeaders } from "./signing.ts";

/** Makes one attempt of a delivery, with the given `webhook-id` or the delivery's own. */
export type Sender = (delivery: QueuedDelivery, webhook_id?: string) => Promise<DeliveryAttempt>;

/**
 * Creates the function that makes delivery attempts and applies the webhook faults that change what
 * is sent. The signal `closing` aborts attempts that are waiting for an answer.
 */
export function createSender(
  settings: DeliveryRules,
  faults: Faults,
  closing: AbortSignal,
): Sender {
  return async (delivery, webhook_id = delivery.view.webhook_id) => {
    const { view, endpoint } = delivery;
    if (endpoint.url === null) throw new Error("webhook_url is not set: nowhere to deliver to");
    const at = settings.clock.now();
    const body = bodyOf(delivery, settings.business_id);
    const age_seconds = takeWebhookFault(faults, "old_timestamp") ? 600 : 0;
    const keys = keysFor(endpoint, faults);
    const signature = signatureHeaders({
      body,
      webhook_id,
      timestamp: at / 1000 - age_seconds,
      keys,
    });
    const headers = { ...endpoint.headers, "content-type": "application/json", ...signature };
    const sent = takeWebhookFault(faults, "tamper") ? tampered(body) : body;
    const answer = await post(settings.fetch, { url: endpoint.url, headers, body: sent }, closing);
    view.attempts.push({ at, status: answer.status });
    const attempt = { delivery_id: view.delivery_id, webhook_id, type: view.type, ...answer };
    settings.on_delivery(attempt);
    return attempt;
  };
}

/** Returns whether an answer counts as success. As in Dodo, only a 2xx status does. */
export function isSuccess({ status }: Pick<DeliveryAttempt, "status">): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Returns a delivery's body in Dodo's format. Its id is only in the `webhook-id` header. */
function bodyOf({ event }: QueuedDelivery, business_id: string): string {
  const { type, timestamp } = event;
  return JSON.stringify({ business_id, type, timestamp, data: event.data() });
}

function tampered(body: string): string {
  return body.replace("{", '{"tampered":true,');
}

function keysFor(endpoint: Endpoint, faults: Faults): readonly string[] {
  const { second_key } = faults.webhooks;
  return second_key === undefined ? endpoint.keys : [second_key, ...endpoint.keys];
}
