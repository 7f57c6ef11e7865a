// One process on one machine, with everything in one SQLite file: a VPS, or a Fly machine with a
// volume. It runs in Node 22.18 and newer, and in Bun.
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { getRequestListener } from "@hono/node-server";
import { createHost } from "@x/host-recipes/node-sqlite";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { identityOf } from "./session.ts";

const file = process.env["DATABASE"] ?? "/data/shop.sqlite";
const payment = new PaymentService({
  ...createHost(new DatabaseSync(file)),
  storage: sqliteStorage(file),
  providers: [dodoPaymentProvider()],
  authenticate: (request) => identityOf(request, process.env["CRON_SECRET"]),
});
const every_5_minutes = setInterval(() => void payment.reconcile(), 300_000);
const server = createServer(getRequestListener(payment.fetch, { overrideGlobalObjects: false }));
const port = Number(process.env["PORT"] ?? 3000);
server.listen(port, () => console.log(`shop on http://localhost:${port}`));
process.once("SIGTERM", () => {
  clearInterval(every_5_minutes);
  server.close(); // it finishes the requests that run
});
