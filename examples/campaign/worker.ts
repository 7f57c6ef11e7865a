// One server process of a campaign: `node worker.ts '<WorkerPlan as JSON>'`. It prints the port it listens on.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { openHost, openStorage, type Where } from "./database.ts";
import { deathAt, stepping } from "./steps.ts";

export interface WorkerPlan {
  where: Where;
  /** Variables of the local Dodo. */
  env: Record<string, string>;
  /** Where it dies; `null`: nowhere. */
  death: { step: string; nth: number } | null;
  /** How far its clock is ahead, in milliseconds: the storage's, for leases, and the service's, for checks. */
  skew: { storage_ms: number; service_ms: number };
}

// With the campaign itself it ends too.
process.stdin.on("end", () => process.exit()).resume();

const plan = JSON.parse(process.argv[2] ?? "") as WorkerPlan;
const { storage_ms, service_ms } = plan.skew;
const step = deathAt(plan.death);
const host = await openHost(plan.where);
const payment = new PaymentService({
  readTopup: host.readTopup,
  finishTopup: async (topup_id, extra) => await host.finishTopup(topup_id, extra, step),
  providers: [dodoPaymentProvider()],
  storage: stepping(openStorage(plan.where, storage_ms === 0 ? undefined : () => Date.now() + storage_ms), step),
  authenticate: () => ({ user_id: "ada", admin: true }),
  provider_calls_per_second: 10_000,
  clock: () => Date.now() + service_ms,
  logger: { info() {}, warn() {}, error() {} },
  env: plan.env,
});

const server = createServer(
  getRequestListener(async (request) => {
    step("request received");
    const response = await payment.fetch(request);
    step("answer ready");
    return response;
  }),
);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`port ${typeof address === "object" ? address?.port : ""}`);
});
