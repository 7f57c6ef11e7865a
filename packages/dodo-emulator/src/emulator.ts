import type { Payment as StoredPayment } from "dodopayments/resources/payments";
import type { ApiRequest } from "./api/requests.ts";
import { createApi } from "./api/serve.ts";
import { movable, timestampOf } from "./clock.ts";
import { buildDiscount } from "./discount.ts";
import type { DodoEmulator } from "./face.ts";
import type { Faults } from "./faults.ts";
import { createHands } from "./hands.ts";
import { newId } from "./ids.ts";
import { listen, type Listening } from "./listen.ts";
import { isLoopback } from "./loopback.ts";
import { type DodoEmulatorOptions, readOptions } from "./options.ts";
import { createPage } from "./page/routes.ts";
import { findPayment, findSession } from "./pay.ts";
import { patchPayment } from "./payment.ts";
import { buildProduct, type ProductSeed } from "./products.ts";
import { adoptSession } from "./session.ts";
import { clearState, createState } from "./state.ts";
import { createTool } from "./tool/routes.ts";
import { buildEndpoint } from "./webhooks/endpoint.ts";
import { createQueue } from "./webhooks/queue.ts";
import { signatureHeaders } from "./webhooks/signing.ts";

/** Builds an emulator; it does nothing until it is asked, except sending events in `auto`. */
export function createDodoEmulator(options: DodoEmulatorOptions = {}): DodoEmulator {
  const settings = readOptions(options);
  const clock = movable(settings.clock, moved);
  const state = createState();
  const faults: Faults = { webhooks: {}, api: {} };
  const requests: ApiRequest[] = [];
  const endpoint = buildEndpoint(options.webhook_url ?? null, clock.now(), {
    keys: settings.webhook_keys,
    description: "webhook_url",
    configured: true,
  });
  const queue = createQueue(settings, faults, state.endpoints);
  const servers = new Set<Listening>();
  let stopping = new AbortController();
  let url = "http://dodo.localhost";
  const origin = (): string => url;
  const hands = createHands(state, settings, queue, origin);
  const context = { state, settings, origin, hands, queue, faults };
  const page = createPage(context);
  const tool = createTool(context, endpoint);
  const serve = createApi(context, requests);

  function putProduct(seed: ProductSeed & Record<string, unknown>): void {
    state.products.set(seed.product_id, buildProduct(seed, settings.business_id, clock.now()));
  }
  for (const seed of settings.products) putProduct({ ...seed });
  for (const seed of settings.discounts)
    state.discounts.set(
      seed.code.toUpperCase(),
      buildDiscount(seed, settings.business_id, clock.now()),
    );
  state.endpoints.set(endpoint.id, endpoint);

  function moved(): void {
    hands.settleDebits();
    queue.arm();
  }

  async function fetch(request: Request): Promise<Response> {
    hands.settleDebits();
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/session/")) return await page(request);
    if (pathname === "/" || pathname.startsWith("/tool/")) return await tool(request);
    return await serve(request, stopping.signal);
  }

  async function close(): Promise<void> {
    queue.close();
    hands.clear();
    stopping.abort(new Error("the emulator was closed"));
    await Promise.all([...servers].map((server) => server.close()));
  }

  const sign: DodoEmulator["sign"] = ({
    body,
    webhook_id = newId("msg"),
    timestamp = clock.now() / 1000,
    keys = settings.webhook_keys,
  }) => signatureHeaders({ body, webhook_id, timestamp, keys });

  return {
    clock,
    get url() {
      return url;
    },
    api_key: settings.api_key,
    webhook_key: settings.webhook_keys[0],
    business_id: settings.business_id,
    get webhook_url() {
      return endpoint.url;
    },
    set webhook_url(given) {
      endpoint.url = given;
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
    async listen({ port = 0, hostname = "127.0.0.1", allow_public = false } = {}) {
      if (!allow_public && !isLoopback(hostname))
        throw new TypeError(
          `listen() on ${hostname} would let others in: use 127.0.0.1, or set allow_public if you mean it`,
        );
      const server = await listen(fetch, port, hostname);
      servers.add(server);
      url = server.url;
      return server;
    },
    close,
    [Symbol.asyncDispose]: close,
    pay: async (session_id, outcome) => hands.pay(session_id, outcome),
    finish: async (payment_id, result) => hands.finish(payment_id, result),
    refund: async (payment_id, given) => hands.refund(payment_id, given),
    finishRefund: async (refund_id, status) => hands.finishRefund(refund_id, status),
    dispute: async (payment_id, given) => hands.dispute(payment_id, given),
    putProduct,
    patchPayment(payment_id, patch) {
      patchPayment(findPayment(state, payment_id), patch);
    },
    putPayment(payment) {
      const { payload_type: _dropped, ...copy } = JSON.parse(
        JSON.stringify(payment),
      ) as StoredPayment & { payload_type?: string };
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
      const delivery = queue.add({ type, timestamp, payment_id, data: () => data }, webhook_id);
      if (delivery === null) throw new Error(`no enabled webhook endpoint wants ${type}`);
      return delivery;
    },
    deliveries: queue.deliveries,
    async deliver({ limit } = {}) {
      hands.settleDebits();
      return await queue.deliver(limit);
    },
    async deliverAll() {
      hands.settleDebits();
      return await queue.deliverAll();
    },
    resend: queue.resend,
    duplicate: queue.duplicate,
    lose: queue.lose,
    delay: queue.delay,
    sign,
    signedRequest(
      given,
      { url: target = endpoint.url ?? "http://localhost/webhook", ...signing } = {},
    ) {
      const body = typeof given === "string" ? given : JSON.stringify(given);
      return new Request(target, {
        method: "POST",
        headers: { "content-type": "application/json", ...sign({ body, ...signing }) },
        body,
      });
    },
    requests,
    faults,
    reset() {
      clearState(state);
      hands.clear();
      queue.clear();
      requests.length = 0;
      faults.webhooks = {};
      faults.api = {};
      stopping.abort(new Error("the emulator was reset"));
      stopping = new AbortController();
    },
  };
}
