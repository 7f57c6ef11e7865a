// The seed's mount inside a Federation (`seed.ts`), in the process of a shop that already has
// users.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { openLedger } from "@x/example-shared/ledger";
import { createRoutes } from "@x/example-shared/routes";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { createBalance } from "./balance.ts";
import { Federation } from "./federation.ts";
import { handOver } from "./session.ts";

const file = process.env["DATABASE"] ?? "shop.sqlite";
const ledger = openLedger(file);
const balance = createBalance(ledger);
const base = new Federation({ variables: process.env });

base.use(
  new PaymentService({
    readTopup: async (topup_id) => await balance.readTopup(topup_id),
    finishTopup: async (topup_id, extra) => await balance.finishTopup(topup_id, extra),
    providers: [dodoPaymentProvider()],
    storage: sqliteStorage(file),
  }),
);

const payment = handOver(base);
const shop = createRoutes(ledger, payment, (status) => new Response("No checkout.", { status }));
const server = createServer(
  getRequestListener(async (request) => (await shop(request)) ?? (await payment.fetch(request))),
);
process.once("SIGTERM", () => server.close());
server.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1", () =>
  console.log(`shop on http://localhost:${Object(server.address()).port}`),
);
