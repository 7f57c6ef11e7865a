/**
 * One of several processes that reconcile at once: `fork("reconcile-worker.ts", [payments, shop,
 * dodo])`. It sends `ready`, waits for any message, reconciles all that is due, and sends back the
 * result.
 */
import { createShopService } from "./shop-service.ts";

const [, , payments, shop, sent] = process.argv;
if (
  process.send !== undefined &&
  payments !== undefined &&
  shop !== undefined &&
  sent !== undefined
) {
  const service = createShopService(
    payments,
    shop,
    JSON.parse(sent) as { url: string; api_key: string; webhook_key: string },
  );
  process.once(
    "message",
    () =>
      void service
        .reconcile({ limit: 100_000, recent: 0 })
        .then((result) => process.send?.(result, () => process.disconnect())),
  );
  process.send("ready");
}
