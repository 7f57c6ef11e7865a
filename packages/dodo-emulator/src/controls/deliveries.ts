import { timestampOf } from "../clock.ts";
import type { EmulatorContext } from "../context.ts";
import type { DeliveryControls } from "../dodo-emulator.ts";
import { newMessageId } from "../ids.ts";
import { signatureHeaders } from "../webhooks/signing.ts";

/** Creates the controls of webhook deliveries. */
export function deliveryControls(context: EmulatorContext): DeliveryControls {
  const { settings, queue, actions, endpoint } = context;
  const { clock, webhook_keys } = settings;
  const sign: DeliveryControls["sign"] = ({
    body,
    webhook_id = newMessageId(clock.now()),
    timestamp = clock.now() / 1000,
    keys = webhook_keys,
  }) => signatureHeaders({ body, webhook_id, timestamp, keys });
  return {
    deliveries: queue.deliveries,
    emit(type, data, { webhook_id, timestamp = timestampOf(clock.now()) } = {}) {
      checkJson(type, data);
      const payment_id = typeof data["payment_id"] === "string" ? data["payment_id"] : null;
      const delivery = queue.add({ type, timestamp, payment_id, data: () => data }, webhook_id);
      if (delivery === null) throw new Error(`no enabled webhook endpoint wants ${type}`);
      return delivery;
    },
    async deliver({ limit } = {}) {
      actions.settleDue();
      return await queue.deliver(limit);
    },
    async deliverAll() {
      actions.settleDue();
      return await queue.deliverAll();
    },
    resend: queue.resend,
    duplicate: queue.duplicate,
    lose: queue.lose,
    delay: queue.delay,
    sign,
    signedRequest(given, { url = endpoint.url ?? "http://localhost/webhook", ...signing } = {}) {
      const body = typeof given === "string" ? given : JSON.stringify(given);
      const headers = { "content-type": "application/json", ...sign({ body, ...signing }) };
      return new Request(url, { method: "POST", headers, body });
    },
  };
}

/** Throws a `TypeError` if the data of an event cannot be serialized, as with a BigInt in it. */
function checkJson(type: string, data: unknown): void {
  try {
    JSON.stringify(data);
  } catch (cause) {
    throw new TypeError(`the data of ${type} cannot be sent as JSON: ${String(cause)}`, { cause });
  }
}
