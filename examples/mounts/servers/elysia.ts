// A shop on Elysia, in Bun, with bun:sqlite.
import { Database } from "bun:sqlite";
import { createRoutes, sessionOf } from "@x/example-shared/routes";
import { createBooks } from "@x/example-shared/sqlite-books";
import { createHost } from "@x/host-recipes/bun-sqlite";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { Elysia } from "elysia";

const file = process.env["DATABASE"] ?? "shop.sqlite";
const db = new Database(file);
const books = createBooks(db);
const payment = new PaymentService({
  ...createHost(db),
  providers: [dodoPaymentProvider()],
  storage: sqliteStorage(file),
  authenticate: sessionOf,
});
const routes = createRoutes(books, payment, (status) => new Response(null, { status }));

const app = new Elysia();
// A hook that uses the body makes Elysia read it before the routes without `parse: "none"`.
app.onBeforeHandle(({ body }) => void body);
app.all("/v1/payment/*", ({ request }) => payment.fetch(request), { parse: "none" });

app.all(
  "/*",
  async ({ request }) => (await routes(request)) ?? new Response(null, { status: 404 }),
  { parse: "none" },
);
app.listen({ port: Number(process.env["PORT"] ?? 3000), hostname: "127.0.0.1" }, (server) =>
  console.log(`shop on http://localhost:${server.port}`),
);
