/** A service for worker processes, on a storage and a shop that all of them share. */
import { DatabaseSync } from "node:sqlite";
import {
  dodoPaymentProvider,
  PaymentService,
  type PaymentServiceOptions,
  type Topup,
} from "../src/index.ts";
import { openShared } from "./shared-storage.ts";

/**
 * Opens a shop in a file: the host of {@link createShopService} reads and books there, and records
 * every call.
 */
export function openShop(path: string, topups: readonly Topup[]): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 10_000 });
  db.exec(`PRAGMA journal_mode = WAL; CREATE TABLE calls (topup_id TEXT); CREATE TABLE ledger (topup_id TEXT, credits INTEGER);
    CREATE TABLE topups (topup_id TEXT PRIMARY KEY, user_id TEXT, credits INTEGER, usd_cents INTEGER, status TEXT); BEGIN`);
  const insert = db.prepare("INSERT INTO topups VALUES (?, ?, ?, ?, ?)");
  for (const { topup_id, user_id, credits, usd_cents, status } of topups)
    insert.run(topup_id, user_id, credits, usd_cents, status);
  db.exec("COMMIT");
  return db;
}

/** Creates a service whose host books in its own file, as a shop would, and records every call. */
export function createShopService(
  storage: string,
  shop: string,
  dodo: { url: string; api_key: string; webhook_key: string },
  extra: Partial<PaymentServiceOptions> = {},
): PaymentService {
  const db = new DatabaseSync(shop, { timeout: 10_000 });
  return new PaymentService({
    readTopup: (topup_id) =>
      (db.prepare("SELECT * FROM topups WHERE topup_id = ?").get(topup_id) ?? null) as Topup | null,
    finishTopup(topup_id) {
      db.exec("BEGIN IMMEDIATE");
      db.prepare("INSERT INTO calls VALUES (?)").run(topup_id);
      const paid = db
        .prepare(
          "UPDATE topups SET status = 'paid' WHERE topup_id = ? AND status = 'pending' RETURNING credits",
        )
        .get(topup_id);
      if (paid !== undefined)
        db.prepare("INSERT INTO ledger VALUES (?, ?)").run(topup_id, paid["credits"] ?? null);
      db.exec("COMMIT");
    },
    providers: [
      dodoPaymentProvider({
        api_key: dodo.api_key,
        webhook_key: dodo.webhook_key,
        api_base_url: dodo.url,
        product_id: "pdt_topup",
      }),
    ],
    storage: extra.storage ?? openShared(storage),
    provider_calls_per_second: 1_000,
    env: {},
    ...extra,
  });
}
