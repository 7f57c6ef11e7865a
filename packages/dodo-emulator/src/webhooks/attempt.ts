import { type Faults, takeWebhookFault } from "../faults.ts";
import type { Settings } from "../options.ts";
import type { DeliveryAttempt, QueuedDelivery } from "./delivery.ts";
import type { Endpoint } from "./endpoint.ts";
import { send } from "./send.ts";
import { signatureHeaders } from "./signing.ts";

/** Makes one attempt: the body of this moment, signed for this moment; notes the answer in the delivery. */
export async function sendEvent(
  delivery: QueuedDelivery,
  webhook_id: string,
  settings: Settings,
  faults: Faults,
  closing: AbortSignal,
): Promise<DeliveryAttempt> {
  const { view, event, endpoint } = delivery;
  if (endpoint.url === null) throw new Error("webhook_url is not set: nowhere to deliver to");
  const at = settings.clock.now();
  const body = JSON.stringify({
    business_id: settings.business_id,
    type: event.type,
    timestamp: event.timestamp,
    data: event.data(),
  });
  const age = takeWebhookFault(faults, "old_timestamp") ? 600 : 0;
  const signature = signatureHeaders({
    body,
    webhook_id,
    timestamp: at / 1000 - age,
    keys: keysFor(endpoint, faults),
  });
  const sent = takeWebhookFault(faults, "tamper") ? body.replace("{", '{"tampered":true,') : body;
  const request = {
    url: endpoint.url,
    headers: { ...endpoint.headers, "content-type": "application/json", ...signature },
    body: sent,
  };
  const answer = await send(settings.fetch, request, closing);
  view.attempts.push({ at, status: answer.status });
  const attempt = { delivery_id: view.delivery_id, webhook_id, type: view.type, ...answer };
  settings.on_delivery(attempt);
  return attempt;
}

/** Whether Dodo takes the answer as delivered: any 2xx, nothing else. */
export function isSuccess({ status }: DeliveryAttempt): boolean {
  return status !== null && status >= 200 && status < 300;
}

function keysFor(endpoint: Endpoint, faults: Faults): readonly string[] {
  const { second_key } = faults.webhooks;
  return second_key === undefined ? endpoint.keys : [second_key, ...endpoint.keys];
}
