import { type Faults, takeWebhookFault } from "../faults.ts";
import { type Endpoint, noteAttempt } from "../ledger/endpoint.ts";
import type { DeliveryAttempt, QueuedDelivery } from "./delivery.ts";
import type { DeliveryRules } from "./delivery-rules.ts";
import { post } from "./post.ts";
import { signatureHeaders } from "./signing.ts";

// The name of Svix, which sends Dodo's webhooks, as in a live delivery that was published in 2026.
const fixed_headers = { "user-agent": "Svix-Webhooks/1.99.0 (dodo-emulator)" };
const content_type = { "content-type": "application/json" };

/**
 * Makes one attempt of a delivery, with the given `webhook-id` or the delivery's own. Rejects if
 * the endpoint has no URL.
 */
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
    const body = bodyOf(delivery, settings.business_id, faults.webhooks.spaced === true);
    const age_seconds = takeWebhookFault(faults, "old_timestamp") ? 600 : 0;
    const keys = keysFor(endpoint, faults);
    const signature = signatureHeaders({
      body,
      webhook_id,
      timestamp: at / 1000 - age_seconds,
      keys,
    });
    const headers = { ...fixed_headers, ...endpoint.headers, ...content_type, ...signature };
    const sent = takeWebhookFault(faults, "tamper") ? tampered(body) : body;
    const answer = await post(settings.fetch, { url: endpoint.url, headers, body: sent }, closing);
    view.attempts.push({ at, status: answer.status });
    noteAttempt(endpoint, isSuccess(answer), at, settings.disable_after_days);
    const attempt = { delivery_id: view.delivery_id, webhook_id, type: view.type, ...answer };
    settings.on_delivery(attempt);
    return attempt;
  };
}

/** Returns whether an answer counts as success. As in Dodo, only a 2xx status does. */
export function isSuccess({ status }: Pick<DeliveryAttempt, "status">): boolean {
  return status !== null && status >= 200 && status < 300;
}

/**
 * Returns a delivery's body in Dodo's format. The id of the message is only in the `webhook-id`
 * header. As in a delivery that was published in June 2026, the keys are in alphabetical order and
 * there are no spaces. If `spaced` is set, there are spaces.
 */
function bodyOf({ event }: QueuedDelivery, business_id: string, spaced: boolean): string {
  const { type, timestamp } = event;
  const body = { business_id, type, timestamp, data: event.data() };
  // Text in JSON has no line breaks, so only those of the indentation are replaced.
  return spaced
    ? JSON.stringify(body, sorted, 1).replaceAll(/\n */g, " ")
    : JSON.stringify(body, sorted);
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function tampered(body: string): string {
  return body.replace("{", '{"tampered":true,');
}

function keysFor(endpoint: Endpoint, faults: Faults): readonly string[] {
  const { second_key } = faults.webhooks;
  return second_key === undefined ? endpoint.keys : [second_key, ...endpoint.keys];
}
