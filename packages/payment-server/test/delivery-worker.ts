/**
 * One of several processes that are given the same delivery: `fork("delivery-worker.ts", [payments, shop, dodo_url, request])`.
 * It says `ready`, waits for any message, hands the delivery to a service of its own many times at once, and answers with
 * the statuses.
 */
import { DatabaseSync } from "node:sqlite";
import { dodoPaymentProvider, PaymentService, type Topup } from "../src/index.ts";
import { openShared } from "./shared-storage.ts";

/** How often each process is given the delivery. */
export const TIMES = 100;

/** A delivery as it goes over to a process. */
export interface SentDelivery {
  api_key: string;
  webhook_key: string;
  headers: Record<string, string>;
  body: string;
}

const [, , payments, shop, dodo_url, sent] = process.argv;
if (process.send !== undefined && payments !== undefined && shop !== undefined && dodo_url !== undefined && sent !== undefined) {
  const delivery = JSON.parse(sent) as SentDelivery;
  const service = createService(payments, shop, dodo_url, delivery);
  process.once("message", () => void deliver(service, delivery));
  process.send("ready");
}

async function deliver(service: PaymentService, { headers, body }: SentDelivery): Promise<void> {
  const url = "http://localhost/v1/payment/webhook";
  const answers = Array.from({ length: TIMES }, async () => (await service.fetch(new Request(url, { method: "POST", headers, body }))).status);
  const statuses = await Promise.all(answers);
  process.send?.(statuses, () => process.disconnect());
}

/** The host books in a file of its own, as a shop would, and notes every call. */
function createService(file: string, ledger: string, api_base_url: string, { api_key, webhook_key }: SentDelivery): PaymentService {
  const db = new DatabaseSync(ledger, { timeout: 10_000 });
  return new PaymentService({
    readTopup: (topup_id) => (db.prepare("SELECT * FROM topups WHERE topup_id = ?").get(topup_id) ?? null) as Topup | null,
    finishTopup(topup_id) {
      db.exec("BEGIN IMMEDIATE");
      db.prepare("INSERT INTO calls VALUES (?)").run(topup_id);
      const paid = db.prepare("UPDATE topups SET status = 'paid' WHERE topup_id = ? AND status = 'pending' RETURNING credits").get(topup_id);
      if (paid !== undefined) db.prepare("INSERT INTO ledger VALUES (?, ?)").run(topup_id, paid["credits"] ?? null);
      db.exec("COMMIT");
    },
    providers: [dodoPaymentProvider({ api_key, webhook_key, api_base_url, product_id: "pdt_topup" })],
    storage: openShared(file),
    provider_calls_per_second: 1_000,
    env: {},
  });
}
