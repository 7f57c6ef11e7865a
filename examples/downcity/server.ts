// The seed's mount inside a Federation: the import has changed, and `storage` is a line more.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createHost } from "@x/example-shared/host";
import { openLedger } from "@x/example-shared/ledger";
import { createRoutes, sessionOf } from "@x/example-shared/routes";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { createFederation } from "./federation.ts";

const file = process.env["DATABASE"] ?? "shop.sqlite";
const ledger = openLedger(file);
const balance = createHost(ledger.db);
const base = createFederation({ env: process.env, userOf: (request) => { const user = sessionOf(request); return user?.user_id === undefined ? null : { user_id: user.user_id, admin: user.admin === true }; } });

base.use(new PaymentService({
  readTopup: async (topup_id) => balance.readTopup(topup_id),
  finishTopup: async (topup_id, extra) => balance.finishTopup(topup_id, extra),
  providers: [dodoPaymentProvider()],
  storage: sqliteStorage(file),
}));

const shop = createRoutes(ledger, base, (status) => new Response("No checkout.", { status }));
const server = createServer(getRequestListener(async (request) => (await shop(request)) ?? (await base.fetch(request))));
process.once("SIGTERM", () => server.close());
server.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1", () => console.log(`shop on http://localhost:${Object(server.address()).port}`));
