// One server process of a campaign: `node worker.ts '<WorkerPlan as JSON>'`. It prints the port it
// listens on.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { dodoPaymentProvider, PaymentService, type WireNotice } from "@x/payment-server";
import { openHost, openStorage, type Mode, type Where } from "./database.ts";
import { changeOf } from "./notices.ts";
import { awaiting, stepping, type Fate } from "./steps.ts";

export interface WorkerPlan {
  where: Where;
  mode: Mode;
  /** Variables of the local Dodo. */
  env: Record<string, string>;
  /** The planned end of the process; `null` if it keeps running. */
  fate: Fate | null;
  /**
   * Milliseconds by which its clocks are ahead: that of the storage, for leases, and that of the
   * service, for checks.
   */
  skew: { storage_ms: number; service_ms: number };
}

// The process exits when the campaign does.
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
  notify: async (notice: WireNotice) => {
    step("notify called");
    await host.tell({ notice_id: notice.notice_id, change: changeOf(notice) });
    step("notify before return");
  },
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
