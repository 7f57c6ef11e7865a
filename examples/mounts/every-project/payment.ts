// The service of every project. Keys come from the environment.
import { sessionOf } from "@x/example-shared/routes";
import { createHost } from "@x/example-shared/host";
import { openLedger, type Ledger } from "@x/example-shared/ledger";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

const file = process.env["DATABASE"] ?? "shop.sqlite";
let opened: { ledger: Ledger; host: ReturnType<typeof createHost> } | null = null;

/** Opens the shop's database at the first use, because a build may run this module too. */
function open(): { ledger: Ledger; host: ReturnType<typeof createHost> } {
  if (opened !== null) return opened;
  const ledger = openLedger(file);
  return (opened = { ledger, host: createHost(ledger.db) });
}

export const ledger = (): Ledger => open().ledger;

export const payment = new PaymentService({
  readTopup: (topup_id) => open().host.readTopup(topup_id),
  finishTopup: (topup_id, extra) => open().host.finishTopup(topup_id, extra),
  providers: [dodoPaymentProvider()],
  storage: sqliteStorage(file),
  authenticate: sessionOf,
  base_path: process.env["SHOP_BASE_PATH"] ?? "/v1/payment",
});
