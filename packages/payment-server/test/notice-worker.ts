/**
 * One of several processes that are killed while they send notices: `fork("notice-worker.ts",
 * [payments, shop, dodo_url, plan])`. It sends `ready`, waits for any message, and sends each
 * delivery of the plan to its own service. It kills itself before a call of the plan's verb.
 */
import { appendFileSync } from "node:fs";
import type { Storage } from "../src/index.ts";
import type { SentDelivery } from "./delivery-worker.ts";
import { around } from "./faults.ts";
import { openShared } from "./shared-storage.ts";
import { createShopService } from "./shop-service.ts";

/** What a process does. */
export interface NoticePlan {
  deliveries: SentDelivery[];
  /** The file to which each call of `notify()` appends its `notice_id`. */
  log: string;
  /**
   * `takeNotices`: the process ends after it has committed a change and before it calls `notify()`.
   * `storeNotified`: it ends after the call.
   */
  verb: keyof Storage;
  /** The number of the call that kills the process, from 1. */
  at: number;
}

const [, , where, shop_file, dodo_url, sent] = process.argv;
if (
  process.send !== undefined &&
  where !== undefined &&
  shop_file !== undefined &&
  dodo_url !== undefined &&
  sent !== undefined
) {
  const plan = JSON.parse(sent) as NoticePlan;
  process.once("message", () => void deliver(where, shop_file, dodo_url, plan));
  process.send("ready");
}

async function deliver(
  payments: string,
  shop: string,
  url: string,
  { deliveries, log, verb, at }: NoticePlan,
): Promise<void> {
  let calls = 0;
  const storage = around(openShared(payments), async (called, run) => {
    if (called === verb && (calls += 1) === at) process.kill(process.pid, "SIGKILL");
    return await run();
  });
  const [first] = deliveries;
  if (first === undefined) throw new Error("the plan has no delivery");
  const service = createShopService(
    payments,
    shop,
    { ...first, url },
    {
      storage,
      notify: ({ notice_id }) => appendFileSync(log, `${notice_id}\n`),
    },
  );
  for (const { headers, body } of deliveries)
    await service.fetch(
      new Request("http://localhost/v1/payment/webhook", { method: "POST", headers, body }),
    );
}
