// The payment routes. Keys come from the environment:
// https://github.com/x/payment-kit/tree/main/packages/payment-server#options
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sessionOf } from "./session.ts";
import { host, storage } from "./shop.ts";

export const payment = new PaymentService({
  ...host,
  providers: [dodoPaymentProvider()],
  storage,
  authenticate: sessionOf,
});
