// The mount as the document of Downcity's own payment service has it: one import has changed, and `storage` is new. It is
// only type-checked here; `server.ts` runs.
import { Federation } from "@downcity/city";
import { BalanceService } from "@downcity/services";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

declare const db: ConstructorParameters<typeof Federation>[0]["db"];

const base = new Federation({ db });
const balance = new BalanceService();
base.use(balance);
base.use(
  new PaymentService({
    // PaymentService takes `readTopup` and `finishTopup` directly.
    // There is no balance bridge object anymore.
    readTopup: async (topup_id) => await balance.readTopup(topup_id),
    finishTopup: async (topup_id, extra) => await balance.finishTopup(topup_id, extra),
    providers: [
      dodoPaymentProvider({
        api_key: process.env.DODO_PAYMENTS_API_KEY,
        product_id: process.env.DODO_PRODUCT_ID,
        webhook_key: process.env.DODO_WEBHOOK_KEY,
      }),
    ],
    storage: sqliteStorage("payments.sqlite"),
  }),
);
