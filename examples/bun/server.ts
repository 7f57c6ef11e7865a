// A shop on Bun.serve, with bun:sqlite. Keys come from the environment; see README.md.
import { Database } from "bun:sqlite";
import { createShop, sessionOf } from "@x/example-shared/shop";
import { createBooks } from "@x/example-shared/sqlite-books";
import { explainStartupError } from "@x/example-shared/startup-error";
import { createHost } from "@x/host-recipes/bun-sqlite";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";

process.once("uncaughtException", explainStartupError);
const file = process.env["DATABASE"] ?? "shop.sqlite";
const db = new Database(file);
const books = createBooks(db);
const payment = new PaymentService({
  ...createHost(db),
  providers: [dodoPaymentProvider()],
  storage: sqliteStorage(file),
  authenticate: sessionOf,
});

const server = Bun.serve({
  fetch: createShop(books, payment),
  hostname: "127.0.0.1",
  port: Number(process.env["PORT"] ?? 3000),
});
console.log(`shop on http://localhost:${server.port}`);
/** On SIGTERM the server takes no new requests and finishes those that run. */
process.once("SIGTERM", () => server.stop());
