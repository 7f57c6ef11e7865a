// One server process of a campaign: `node worker.ts '<WorkerPlan as JSON>'`. It prints the port it listens on.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { openHost, openStorage, type Mode, type Where } from "./database.ts";
import { awaiting, stepping, type Fate } from "./steps.ts";

export interface WorkerPlan {
  where: Where;
  mode: Mode;
  /** Variables of the local Dodo. */
  env: Record<string, string>;
  /** `null`: it lives. */
  fate: Fate | null;
  /** How far its clock is ahead, in milliseconds: the storage's, for leases, and the service's, for checks. */
  skew: { storage_ms: number; service_ms: number };
}

// With the campaign itself it ends too.
process.stdin.on("end", () => process.exit()).resume();

const plan = JSON.parse(process.argv[2] ?? "") as WorkerPlan;
const { storage_ms, service_ms } = plan.skew;
const step = awaiting(plan.fate);
const host = await openHost(plan.where);
const storage = stepping(
  openStorage(plan.where, storage_ms === 0 ? undefined : () => Date.now() + storage_ms),
  step,
);
const common = {
  readTopup: host.readTopup,
  providers: [dodoPaymentProvider()],
  authenticate: () => ({ user_id: "ada", admin: true }),
  provider_calls_per_second: 10_000,
  clock: () => Date.now() + service_ms,
  logger: { info() {}, warn() {}, error() {} },
  env: plan.env,
};
const payment =
  plan.mode === "transactional"
    ? new PaymentService({
        ...common,
        transactional: true,
        storage,
        finishTopup: async (topup_id, extra) => await host.finishWithin(topup_id, extra, step),
      })
    : new PaymentService({
        ...common,
        storage,
        finishTopup: async (topup_id, extra) => await host.finishTopup(topup_id, extra, step),
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
