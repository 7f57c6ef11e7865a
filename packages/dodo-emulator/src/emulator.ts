import type { ApiRequest } from "./api/requests.ts";
import { createApi } from "./api/serve.ts";
import { movable } from "./clock.ts";
import type { EmulatorContext } from "./context.ts";
import { deliveryControls } from "./controls/deliveries.ts";
import { paymentControls } from "./controls/payments.ts";
import { recordControls } from "./controls/records.ts";
import { createServers, type EmulatorServer } from "./controls/server.ts";
import { snapshotControls } from "./controls/snapshots.ts";
import type { DodoEmulator } from "./dodo-emulator.ts";
import type { Faults } from "./faults.ts";
import { buildEndpoint, enable } from "./ledger/endpoint.ts";
import { createPaymentActions } from "./ledger/payment-actions.ts";
import { clearState, createState } from "./ledger/state.ts";
import { buildDiscount } from "./money/discount.ts";
import { type DodoEmulatorOptions, readOptions, type Settings } from "./options.ts";
import { withOverlay } from "./page/overlay.ts";
import { createPage } from "./page/routes.ts";
import { createTool } from "./tool/routes.ts";
import { createQueue } from "./webhooks/queue.ts";

/**
 * Creates an emulator. It serves no port until `listen()` is called. With `delivery: "auto"`,
 * timers send its webhooks and end its bank debits. Throws a `TypeError` if an option is refused.
 */
export function createDodoEmulator(options: DodoEmulatorOptions = {}): DodoEmulator {
  const settings = readOptions(options);
  const servers = createServers((request) => fetch(request), settings.origin);
  const context = createContext(settings, options.webhook_url ?? null, servers.origin);
  const { actions, queue, endpoint, faults } = context;
  const requests: ApiRequest[] = [];
  const fetching = createFetch(context, requests);
  const { fetch } = fetching;

  return {
    ...recordControls(context),
    ...paymentControls(context),
    ...deliveryControls(context),
    ...snapshotControls(context, requests),
    ...createEnd(context, servers, fetching, requests),
    clock: movable(settings.clock, () => {
      actions.settleDue();
      queue.arm();
    }),
    api_key: settings.api_key,
    webhook_key: settings.webhook_keys[0],
    business_id: settings.business_id,
    get url() {
      return servers.origin();
    },
    get webhook_url() {
      return endpoint.url;
    },
    set webhook_url(given) {
      endpoint.url = given;
      enable(endpoint);
      queue.arm();
    },
    get env() {
      return environmentOf(context);
    },
    fetch,
    listen: servers.listen,
    requests,
    faults,
  };
}

function createContext(
  settings: Settings,
  webhook_url: string | null,
  origin: () => string,
): EmulatorContext {
  const state = createState();
  const faults: Faults = { webhooks: {}, api: {} };
  const endpoint = buildEndpoint(webhook_url, settings.clock.now(), {
    keys: settings.webhook_keys,
    description: "webhook_url",
    configured: true,
  });
  state.endpoints.set(endpoint.id, endpoint);
  const queue = createQueue(settings, faults, state.endpoints);
  const account = { state, settings, origin };
  const actions = createPaymentActions(account, (event) => void queue.add(event));
  const context = { ...account, settings, actions, queue, faults, endpoint };
  addSeeds(context);
  return context;
}

/** Adds the products and discount codes of the options. */
function addSeeds(context: EmulatorContext): void {
  const { state, settings } = context;
  const { putProduct } = recordControls(context);
  for (const product of settings.products) putProduct({ ...product });
  const now = settings.clock.now();
  for (const seed of settings.discounts)
    state.discounts.set(seed.code.toUpperCase(), buildDiscount(seed, settings.business_id, now));
}

/**
 * The `fetch` of an emulator. `stop` aborts API requests that are waiting because of a fault. Until
 * `restart` is called, later requests that a fault makes wait are aborted too.
 */
interface Fetching {
  fetch: DodoEmulator["fetch"];
  stop: (reason: string) => void;
  restart: () => void;
}

function createFetch(context: EmulatorContext, requests: ApiRequest[]): Fetching {
  const page = withOverlay(createPage(context));
  const tool = createTool(context);
  const api = createApi(context, requests);
  let stopping = new AbortController();
  return {
    async fetch(request) {
      context.actions.settleDue();
      const { pathname } = new URL(request.url);
      const isLink = context.state.links.has(pathname.slice(1));
      if (/^(\/overlay)?\/session\//.test(pathname) || isLink) return await page(request);
      if (pathname === "/" || pathname.startsWith("/tool/")) return await tool(request);
      return await api(request, stopping.signal);
    },
    stop: (reason) => stopping.abort(new Error(reason)),
    restart() {
      stopping = new AbortController();
    },
  };
}

/** Creates `close()` and `reset()`; see `DodoEmulator`. */
function createEnd(
  context: EmulatorContext,
  servers: EmulatorServer,
  { stop, restart }: Fetching,
  requests: ApiRequest[],
): Pick<DodoEmulator, "close" | "reset" | typeof Symbol.asyncDispose> {
  const { state, actions, queue, faults } = context;
  async function close(): Promise<void> {
    queue.close();
    actions.clearDebits();
    stop("the emulator was closed");
    await servers.close();
  }
  return {
    close,
    [Symbol.asyncDispose]: close,
    reset() {
      clearState(state);
      actions.clearDebits();
      queue.clear();
      faults.webhooks = {};
      faults.api = {};
      requests.length = 0;
      stop("the emulator was reset");
      restart();
    },
  };
}

function environmentOf({ settings, origin }: EmulatorContext): Record<string, string> {
  return {
    DODO_PAYMENTS_API_KEY: settings.api_key,
    DODO_PRODUCT_ID: settings.products[0]?.product_id ?? "",
    DODO_WEBHOOK_KEY: settings.webhook_keys.join(" "),
    DODO_ENVIRONMENT: "test_mode",
    DODO_API_BASE_URL: origin(),
  };
}
