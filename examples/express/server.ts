// A shop on Express. Keys come from the environment; see README.md.
import { getRequestListener } from "@hono/node-server";
import express from "express";
import { createHost } from "@x/example-shared/host";
import { openLedger } from "@x/example-shared/ledger";
import { createShop, sessionOf } from "@x/example-shared/shop";
import { explainStartupError } from "@x/example-shared/startup-error";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

process.once("uncaughtException", explainStartupError);
const file = process.env["DATABASE"] ?? "shop.sqlite";
const ledger = openLedger(file);
const payment = new PaymentService({
  ...createHost(ledger.db),
  providers: [dodoPaymentProvider()],
  storage: sqliteStorage(file),
  authenticate: sessionOf,
});
const app = express();
// This line comes before anything that reads bodies, because Dodo signs the raw bytes.
app.all(/^\/v1\/payment\//, getRequestListener(payment.fetch, { overrideGlobalObjects: false }));
app.use(getRequestListener(createShop(ledger, payment), { overrideGlobalObjects: false }));

const server = app.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1");
server.once("listening", () => {
  const address = server.address();
  console.log(`shop on http://localhost:${typeof address === "object" ? address?.port : address}`);
});
process.once("SIGTERM", () => server.close()); // it finishes the requests that run
