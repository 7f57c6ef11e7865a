// Deno Deploy, with PostgreSQL: its disk does not outlive an instance.
import process from "node:process";
import { createHost } from "@x/host-recipes/pg";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { postgresStorage } from "@x/payment-server/storage/postgres";
import pg from "pg";
import { identityOf } from "./session.ts";

declare const Deno: {
  serve(options: object, handler: (request: Request) => Promise<Response>): unknown;
  /** There with `--unstable-cron`, and on Deno Deploy. */
  cron?(name: string, schedule: string, run: () => Promise<unknown>): unknown;
};

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] });
// Without a listener, an idle connection that ends would end the process.
pool.on("error", (error: Error) => console.error(`database: ${error.message}`));
const payment = new PaymentService({
  ...createHost(pool),
  storage: postgresStorage(pool),
  providers: [dodoPaymentProvider()],
  authenticate: (request) => identityOf(request, process.env["CRON_SECRET"]),
});
Deno.cron?.("reconcile", "*/5 * * * *", () => payment.reconcile());
const onListen = ({ port }: { port: number }) => console.log(`shop on http://localhost:${port}`);
Deno.serve({ port: Number(process.env["PORT"] ?? 3000), onListen }, payment.fetch);
