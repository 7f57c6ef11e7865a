// payment.ts, on Vercel with Neon. The pool speaks PostgreSQL over a WebSocket, which every runtime
// of Vercel has.
import { Pool } from "@neondatabase/serverless";
import { createHost } from "@x/host-recipes/pg";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import { identityOf } from "./session.ts";

const pool = new Pool({ connectionString: process.env["DATABASE_URL"] });
// Without a listener, an idle connection that ends would end the process.
pool.on("error", (error: Error) => console.error(`database: ${error.message}`));

export const payment = new PaymentService({
  ...createHost(pool),
  storage: postgresStorage(pool, { prepare: false }),
  providers: [dodoPaymentProvider()],
  authenticate: (request) => identityOf(request, process.env["CRON_SECRET"]),
});
