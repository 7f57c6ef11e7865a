// A container with PostgreSQL, in Bun. Any number of them may run.
import { createHost } from "@x/host-recipes/pg";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import pg from "pg";
import { identityOf } from "./session.ts";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] });
// Without a listener, an idle connection that ends would end the process.
pool.on("error", (error: Error) => console.error(`database: ${error.message}`));
const payment = new PaymentService({
  ...createHost(pool),
  storage: postgresStorage(pool),
  providers: [dodoPaymentProvider()],
  authenticate: (request) => identityOf(request, process.env["CRON_SECRET"]),
});
const every_5_minutes = setInterval(() => void payment.reconcile(), 300_000);
const server = Bun.serve({ fetch: payment.fetch, port: Number(process.env["PORT"] ?? 3000) });
console.log(`shop on http://localhost:${server.port}`);
process.once("SIGTERM", async () => {
  clearInterval(every_5_minutes);
  await server.stop(); // it finishes the requests that run
  await pool.end();
});
