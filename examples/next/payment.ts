// Keys come from the environment; see README.md.
import { sessionOf } from "@x/example-shared/routes";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { shop, storage } from "./database.ts";

export const payment = new PaymentService({
  readTopup: (topup_id) => shop().host.readTopup(topup_id),
  finishTopup: (topup_id, extra) => shop().host.finishTopup(topup_id, extra),
  providers: [dodoPaymentProvider()],
  storage,
  authenticate: sessionOf,
});
