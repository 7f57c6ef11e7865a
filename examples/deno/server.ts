// A shop on Deno.serve, with node:sqlite. Keys come from the environment; see README.md.
import process from "node:process";
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

const onListen = ({ port }: { port: number }) => console.log(`shop on http://localhost:${port}`);
const server = Deno.serve(
  { hostname: "127.0.0.1", port: Number(process.env["PORT"] ?? 3000), onListen },
  createShop(ledger, payment),
);
/** On SIGTERM the server takes no new requests and finishes those that run. */
process.once("SIGTERM", () => void server.shutdown());
