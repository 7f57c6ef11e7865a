// A shop on Hono, in Node. Keys come from the environment; see README.md.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
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
const app = new Hono();
app.all("/v1/payment/*", (c) => payment.fetch(c.req.raw));
const shop = createShop(ledger, payment);
app.all("*", (c) => shop(c.req.raw));

const port = Number(process.env["PORT"] ?? 3000);
const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, (info) =>
  console.log(`shop on http://localhost:${info.port}`),
);
// On SIGTERM it takes no new requests and finishes those that run.
process.once("SIGTERM", () => server.close());
