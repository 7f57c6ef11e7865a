// The shop that the servers of this folder mount. Keys come from the environment.
import { createHost } from "@x/example-shared/host";
import { openLedger } from "@x/example-shared/ledger";
import { createRoutes, sessionOf } from "@x/example-shared/routes";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

const file = process.env["DATABASE"] ?? "shop.sqlite";
const ledger = openLedger(file);

export const payment = new PaymentService({
  ...createHost(ledger.db),
  providers: [dodoPaymentProvider()],
  storage: sqliteStorage(file),
  authenticate: sessionOf,
});

const routes = createRoutes(ledger, payment, (status) => new Response(null, { status }));

/** The shop's own routes, which a real application has already. */
export async function shop(request: Request): Promise<Response> {
  return (await routes(request)) ?? new Response("There is no such page.", { status: 404 });
}

export const port: number = Number(process.env["PORT"] ?? 3000);

/** Prints the address, from which the tests know that the server listens. */
export function announce(address: unknown, path = ""): void {
  console.log(`shop on http://localhost:${Reflect.get(Object(address), "port")}${path}`);
}
