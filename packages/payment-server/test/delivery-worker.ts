/**
 * One of several processes that receive the same delivery: `fork("delivery-worker.ts", [payments,
 * shop, dodo_url, request])`. It sends `ready`, waits for any message, sends the delivery to its
 * own service many times at once, and sends back the statuses.
 */
import type { PaymentService } from "../src/index.ts";
import { createShopService } from "./shop-service.ts";

/** The number of times each process receives the delivery. */
export const TIMES = 100;

/** A delivery as it is passed to a process. */
export interface SentDelivery {
  api_key: string;
  webhook_key: string;
  headers: Record<string, string>;
  body: string;
}

const [, , payments, shop, dodo_url, sent] = process.argv;
if (
  process.send !== undefined &&
  payments !== undefined &&
  shop !== undefined &&
  dodo_url !== undefined &&
  sent !== undefined
) {
  const delivery = JSON.parse(sent) as SentDelivery;
  const service = createShopService(payments, shop, { ...delivery, url: dodo_url });
  process.once("message", () => void deliver(service, delivery));
  process.send("ready");
}

async function deliver(service: PaymentService, { headers, body }: SentDelivery): Promise<void> {
  const url = "http://localhost/v1/payment/webhook";
  const answers = Array.from(
    { length: TIMES },
    async () => (await service.fetch(new Request(url, { method: "POST", headers, body }))).status,
  );
  const statuses = await Promise.all(answers);
  process.send?.(statuses, () => process.disconnect());
}
