// A shop over plain node:http. Keys come from the environment; see README.md.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
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

/** On SIGTERM the server takes no new requests and finishes those that run. */
process.once("SIGTERM", () => server.close());

const server = createServer(getRequestListener(createShop(ledger, payment)));
server.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1", () => {
  const address = server.address();
  console.log(`shop on http://localhost:${typeof address === "object" ? address?.port : address}`);
});
