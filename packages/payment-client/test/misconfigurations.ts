/** The mistakes that people make when they set the kit up, each with what a buyer then does. */
import { keyOf } from "../../payment-server/test/signing.ts";
import { HOUR } from "../../payment-server/test/scenes.ts";
import type { World, WorldOptions } from "../../payment-server/test/world.ts";
import {
  dodoPaymentProvider,
  memoryStorage,
  type DodoOptions,
  type PaymentService,
  type PaymentServiceOptions,
  type Topup,
} from "../../payment-server/src/index.ts";
import { sqliteStorage } from "../../payment-server/src/storage/sqlite.ts";

/** A mistake, and how it is met. */
export interface Misconfiguration {
  name: string;
  world?: WorldOptions;
  /** The options of the service. Untyped, since many of the mistakes do not compile. */
  service?: (world: World) => Record<string, unknown>;
  /** What happens besides the buyer's click. By default the buyer clicks, and nothing else. */
  meet?: (world: World, service: PaymentService) => Promise<void>;
  /** The headers of the buyer's request. */
  headers?: Record<string, string>;
}

const provider = (world: World, options: DodoOptions): Record<string, unknown> => ({
  providers: [
    dodoPaymentProvider({
      api_key: world.dodo.api_key,
      product_id: "pdt_topup",
      webhook_key: world.dodo.webhook_key,
      api_base_url: world.dodo.url,
      fetch: async (request) => await world.dodo.fetch(request),
      ...options,
    }),
  ],
});

const row = (fields: Record<string, unknown>): (() => Record<string, unknown>) => {
  const topup: Topup = {
    topup_id: "tu_1",
    user_id: "ada",
    credits: 500,
    usd_cents: 5_000,
    status: "pending",
  };
  return () => ({ readTopup: () => ({ ...topup, ...fields }) });
};

const selling = (product: object): WorldOptions => ({
  dodo: { products: [{ product_id: "pdt_topup", ...product }] },
});

/** Pays the buyer's checkout, and delivers to the service. */
async function pay(world: World, service: PaymentService, deliver = true): Promise<void> {
  const { provider_session_id } = await world.create("tu_1", { service });
  const data = await world.dodo.pay(provider_session_id, { silent: true });
  if (deliver) await world.deliver({ type: "payment.succeeded", data }, { service });
}

const live: DodoOptions = { environment: "live_mode", api_base_url: undefined };
const lives = (options: Partial<PaymentServiceOptions>) => (world: World) => ({
  ...provider(world, live),
  ...options,
});

export const MISCONFIGURATIONS: readonly Misconfiguration[] = [
  { name: "no API key", world: { provider: { api_key: "" } } },
  { name: "no product", world: { provider: { product_id: "" } } },
  { name: "an API key that Dodo does not know", world: { provider: { api_key: "sk_other" } } },
  {
    name: "two API keys with a line break between them",
    service: (world) => provider(world, { api_key: "sk_1\nsk_2" }),
  },
  {
    name: "the signing key in place of the API key",
    service: (world) => provider(world, { api_key: world.dodo.webhook_key }),
  },
  { name: "a product that Dodo does not know", world: { provider: { product_id: "pdt_none" } } },
  {
    name: "a subscription as the product",
    world: selling({ recurring: true }),
  },
  {
    name: "a product of another fixed price",
    world: selling({ price: 900 }),
  },
  { name: "a product in euros", world: selling({ currency: "EUR" }) },
  {
    name: "DODO_ENVIRONMENT=production",
    service: () => ({
      env: { DODO_ENVIRONMENT: "production" },
      providers: [dodoPaymentProvider()],
    }),
  },
  {
    name: "live mode and no storage",
    service: lives({ storage: undefined, base_url: "https://shop.example" }),
  },
  { name: "live mode and an http address", service: lives({ base_url: "http://shop.example" }) },
  { name: "live mode and no address", service: lives({ base_url: undefined }) },
  { name: "test mode on a public address", service: () => ({ base_url: "https://shop.example" }) },
  { name: "no address on a public host", headers: { "x-forwarded-host": "shop.example" } },
  { name: "an address without its scheme", service: () => ({ base_url: "shop.example" }) },
  { name: '`allowed_origins: ["*"]`', service: () => ({ allowed_origins: ["*"] }) },
  {
    name: "a page whose origin is not allowed",
    service: () => ({ base_url: "https://shop.example" }),
    headers: { origin: "https://page.example", cookie: "session=user:ada", authorization: "" },
  },
  { name: "a misspelt option (`transaktional`)", service: () => ({ transaktional: true }) },
  {
    name: "an option in camelCase (`baseUrl`)",
    service: () => ({ baseUrl: "https://shop.example" }),
  },
  { name: '`storage: "payments.sqlite"`', service: () => ({ storage: "payments.sqlite" }) },
  { name: "`storage: sqliteStorage`, not called", service: () => ({ storage: sqliteStorage }) },
  {
    name: "`providers: [dodoPaymentProvider]`, not called",
    service: () => ({ providers: [dodoPaymentProvider] }),
  },
  { name: "no `authenticate`", service: () => ({ authenticate: undefined }) },
  {
    name: "`authenticate` returns a number as the id",
    service: () => ({ authenticate: () => ({ user_id: 7 }) }),
  },
  {
    name: "`authenticate` returns the session",
    service: () => ({ authenticate: () => ({ user: { id: "ada" } }) }),
  },
  {
    name: "`authenticate` throws",
    service: () => ({ authenticate: () => Promise.reject(new Error("no session store")) }),
  },
  { name: "the status `PENDING`", service: row({ status: "PENDING" }) },
  { name: "a price in dollars (`4.99`)", service: row({ usd_cents: 4.99 }) },
  { name: "a price as a bigint", service: row({ usd_cents: 499n }) },
  { name: "a row in camelCase", service: row({ user_id: undefined, userId: "ada" }) },
  { name: "`readTopup` returns all rows", service: () => ({ readTopup: () => [] }) },
  { name: "`readTopup` finds ids without regard to case", service: row({ topup_id: "TU_1" }) },
  {
    name: "`readTopup` throws for an unknown id (`findUniqueOrThrow`)",
    service: () => ({
      readTopup: () => Promise.reject(Object.assign(new Error("none"), { code: "P2025" })),
    }),
  },
  {
    name: "`readTopup` throws",
    service: () => ({ readTopup: () => Promise.reject(new Error("no connection")) }),
  },
  {
    name: "`finishTopup` does nothing",
    service: () => ({ finishTopup: () => undefined }),
    meet: pay,
  },
  {
    name: "`finishTopup` throws",
    service: () => ({ finishTopup: () => Promise.reject(new Error("balance: no such column")) }),
    meet: pay,
  },
  {
    name: "the signing key of another endpoint",
    service: (world) => provider(world, { webhook_key: keyOf(24, 9) }),
    meet: pay,
  },
  {
    name: "no signing key",
    service: (world) => provider(world, { webhook_key: "" }),
  },
  {
    name: "a clock that is ten minutes off",
    service: (world) => ({ clock: () => world.clock.now() + 600_000 }),
    meet: pay,
  },
  {
    name: "the endpoint is not registered at Dodo",
    async meet(world, service) {
      await pay(world, service, false);
      world.clock.advance(HOUR);
      await service.reconcile();
      world.clock.advance(HOUR);
    },
  },
  {
    name: "`reconcile()` never runs",
    async meet(world, service) {
      await world.create("tu_1", { service });
      world.clock.advance(30 * HOUR);
      // Another buyer's delivery finds the open payment.
      await world.deliver(
        { type: "payment.succeeded", data: { payment_id: "pay_x" } },
        { service },
      );
    },
  },
  {
    name: "a body parser in front of the webhook",
    async meet(world, service) {
      await world.create("tu_1", { service });
      const request = world.dodo.signedRequest("{}", {
        timestamp: Math.floor(world.clock.now() / 1_000),
        url: "http://localhost:3000/v1/payment/webhook",
      });
      await request.text();
      await service.fetch(request);
    },
  },
  {
    name: "another application on the same Dodo account",
    async meet(world, service) {
      const other = world.secondService({
        storage: memoryStorage({ clock: () => world.clock.now() }),
      });
      const { provider_session_id } = await world.create("tu_1", { service: other });
      const data = await world.dodo.pay(provider_session_id, { silent: true });
      world.clock.advance(HOUR);
      await world.deliver({ type: "payment.succeeded", data }, { service });
    },
  },
  {
    name: "a database that cannot be written (a folder that does not exist)",
    service: (world) => ({ storage: sqliteStorage(`${world.folder}/none/payments.sqlite`) }),
  },
  {
    name: "`result_page.render` throws",
    service: () => ({
      result_page: {
        render: () => {
          throw new Error("no template");
        },
      },
    }),
    async meet(world, service) {
      const { status_url } = await world.create("tu_1", { service });
      await service.fetch(new Request(new URL(status_url, "http://localhost:3000")));
    },
  },
];
