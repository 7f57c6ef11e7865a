import type { Payment as StoredPayment } from "dodopayments/resources/payments";
import type { ApiRequest } from "./api/requests.ts";
import { createApi } from "./api/serve.ts";
import { createPage } from "./checkout-page.ts";
import { timestampOf } from "./clock.ts";
import { disputePayment } from "./dispute.ts";
import type { DodoEmulator } from "./face.ts";
import type { Faults } from "./faults.ts";
import { newId } from "./ids.ts";
import { listen, type Listening } from "./listen.ts";
import { type DodoEmulatorOptions, readOptions } from "./options.ts";
import { finishPayment, findPayment, findSession, paySession, type PayOutcome } from "./pay.ts";
import { patchPayment, type PaymentResult } from "./payment.ts";
import { buildProduct, type ProductSeed } from "./products.ts";
import type { Dispute, Payment } from "./records.ts";
import { refundPayment } from "./refund.ts";
import { adoptSession } from "./session.ts";
import { clearState, createState } from "./state.ts";
import { createQueue } from "./webhooks/queue.ts";
import { signatureHeaders } from "./webhooks/signing.ts";

/** Builds an emulator; it does nothing until it is asked, except sending events in `auto`. */
export function createDodoEmulator(options: DodoEmulatorOptions = {}): DodoEmulator {
  const settings = readOptions(options);
  const { clock } = settings;
  const state = createState();
  const faults: Faults = { webhooks: {}, api: {} };
  const requests: ApiRequest[] = [];
  const queue = createQueue(settings, faults);
  const servers = new Set<Listening>();
  let stopping = new AbortController();
  let url = "http://dodo.localhost";
  const origin = (): string => url;
  const context = { state, settings, origin };
  const page = createPage(context, pay);
  const serve = createApi(context, faults, requests);

  function putProduct(seed: ProductSeed & Record<string, unknown>): void {
    state.products.set(seed.product_id, buildProduct(seed, settings.business_id, clock.now()));
  }
  for (const seed of settings.products) putProduct({ ...seed });

  async function fetch(request: Request): Promise<Response> {
    return new URL(request.url).pathname.startsWith("/session/") ? page(request) : serve(request, stopping.signal);
  }

  function announce(type: string, payload_type: string, payment_id: string, latest: () => object): void {
    const timestamp = timestampOf(clock.now());
    queue.add({ type, timestamp, payment_id, data: () => ({ payload_type, ...latest() }) });
  }

  function announcePayment(payment: StoredPayment, result: PaymentResult): void {
    const { payment_id } = payment;
    announce(`payment.${result}`, "Payment", payment_id, () => state.payments.get(payment_id) ?? payment);
  }

  async function pay(session_id: string, outcome: PayOutcome = {}): Promise<Payment> {
    const payment = paySession(state, settings, url, session_id, outcome);
    if (outcome.silent !== true) announcePayment(payment, outcome.result ?? "succeeded");
    return structuredClone(payment);
  }

  async function close(): Promise<void> {
    queue.close();
    stopping.abort(new Error("the emulator was closed"));
    await Promise.all([...servers].map((server) => server.close()));
  }

  const sign: DodoEmulator["sign"] = ({ body, webhook_id = newId("msg"), timestamp = clock.now() / 1000, keys = settings.webhook_keys }) =>
    signatureHeaders({ body, webhook_id, timestamp, keys });

  return {
    get url() {
      return url;
    },
    api_key: settings.api_key,
    webhook_key: settings.webhook_keys[0],
    business_id: settings.business_id,
    get webhook_url() {
      return settings.webhook_url;
    },
    set webhook_url(given) {
      settings.webhook_url = given;
      queue.arm();
    },
    get env() {
      return {
        DODO_PAYMENTS_API_KEY: settings.api_key,
        DODO_PRODUCT_ID: settings.products[0]?.product_id ?? "",
        DODO_WEBHOOK_KEY: settings.webhook_keys.join(" "),
        DODO_ENVIRONMENT: "test_mode",
        DODO_API_BASE_URL: url,
      };
    },
    fetch,
    async listen({ port = 0, hostname = "127.0.0.1" } = {}) {
      const server = await listen(fetch, port, hostname);
      servers.add(server);
      url = server.url;
      return server;
    },
    close,
    [Symbol.asyncDispose]: close,
    pay,
    async finish(payment_id, result) {
      const payment = finishPayment(state, settings, url, payment_id, result);
      announcePayment(payment, result);
      return structuredClone(payment);
    },
    async refund(payment_id, given = {}) {
      const refund = refundPayment(state, findPayment(state, payment_id), given, clock.now());
      if (refund.status === "succeeded" || refund.status === "failed") announce(`refund.${refund.status}`, "Refund", payment_id, () => refund);
      return structuredClone(refund);
    },
    async dispute(payment_id, given = {}) {
      const dispute = disputePayment(state, findPayment(state, payment_id), given, clock.now());
      const latest = (): Dispute => state.disputes.get(dispute.dispute_id) ?? dispute;
      announce(given.type ?? "dispute.opened", "Dispute", payment_id, latest);
      return structuredClone(dispute);
    },
    putProduct,
    patchPayment(payment_id, patch) {
      patchPayment(findPayment(state, payment_id), patch);
    },
    putPayment(payment) {
      const { payload_type: _dropped, ...copy } = JSON.parse(JSON.stringify(payment)) as StoredPayment & { payload_type?: string };
      state.payments.set(copy.payment_id, copy);
    },
    putSession(seed) {
      state.sessions.set(seed.session_id, adoptSession(seed, state, url, clock.now()));
    },
    expireSession(session_id) {
      findSession(state, session_id).expires_at = clock.now();
    },
    emit(type, data, { webhook_id, timestamp = timestampOf(clock.now()) } = {}) {
      const payment_id = typeof data["payment_id"] === "string" ? data["payment_id"] : null;
      return queue.add({ type, timestamp, payment_id, data: () => data }, webhook_id);
    },
    deliveries: queue.deliveries,
    deliver: ({ limit } = {}) => queue.deliver(limit),
    deliverAll: queue.deliverAll,
    resend: queue.resend,
    sign,
    signedRequest(given, { url: target = settings.webhook_url ?? "http://localhost/webhook", ...signing } = {}) {
      const body = typeof given === "string" ? given : JSON.stringify(given);
      return new Request(target, { method: "POST", headers: { "content-type": "application/json", ...sign({ body, ...signing }) }, body });
    },
    requests,
    faults,
    reset() {
      clearState(state);
      queue.clear();
      requests.length = 0;
      faults.webhooks = {};
      faults.api = {};
      stopping.abort(new Error("the emulator was reset"));
      stopping = new AbortController();
    },
  };
}
