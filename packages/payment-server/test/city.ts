/**
 * A world whose service lives in a Federation: the model that the example has, whose variables are
 * edited as an administrator does it.
 */
import { Federation } from "../../../examples/downcity/federation.ts";
import { httpError } from "../../../examples/downcity/identities.ts";
import type { FetchOptions } from "../../../examples/downcity/downcity-types.ts";
import {
  dodoPaymentProvider,
  type DodoOptions,
  type DowncityAction,
  type DowncityNativeRoute,
  type PaymentService,
  type PaymentServiceOptions,
  type WireCheckout,
} from "../src/index.ts";
import { createWorld, ORIGIN, START, type World, type WorldOptions } from "./world.ts";

/** What a city is made of; everything has a default. */
export interface CityOptions {
  world?: WorldOptions;
  service?: Partial<PaymentServiceOptions>;
  provider?: DodoOptions;
  /** In its table from the start, beside those that a shop needs. */
  variables?: Readonly<Record<string, string | undefined>>;
}

/** The parts of a request to the Federation. */
export interface Sent {
  /** A user's id, `admin`, or nobody. */
  as?: string | null;
  body?: unknown;
  headers?: Record<string, string>;
  trusted?: FetchOptions["trusted_identity"];
}

/** A Federation with the payment service installed, and a world around it. */
export interface City {
  base: Federation;
  world: World;
  service: PaymentService;
  /** To a path below the service, or with `/v1/` before it to another one. */
  send(method: string, path: string, sent?: Sent): Promise<Response>;
  json<T = Record<string, unknown>>(
    method: string,
    path: string,
    sent?: Sent,
  ): Promise<[number, T]>;
  /** `null` takes the variable away. */
  setVariable(key: string, value: string | null): Promise<void>;
  create(topup_id: string, as?: string): Promise<WireCheckout>;
  /** A signed delivery of what was paid in this session. */
  delivery(
    session_id: string,
    write?: (json: string) => string,
    keys?: readonly string[],
  ): Promise<Request>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Creates a world and installs its service in a Federation. */
export async function createCity(options: CityOptions = {}): Promise<City> {
  const world = await createWorld(options.world);
  const { api_key, webhook_key, url } = world.dodo;
  const base = new Federation({
    variables: {
      DODO_PAYMENTS_API_KEY: api_key,
      DODO_PRODUCT_ID: "pdt_topup",
      DODO_WEBHOOK_KEY: webhook_key,
      DODO_API_BASE_URL: url,
      ...options.variables,
    },
  });
  const service = world.secondService({
    env: undefined,
    providers: [
      dodoPaymentProvider({
        fetch: async (request) => await world.dodo.fetch(request),
        ...options.provider,
      }),
    ],
    // Would let anybody in: inside a Federation nobody asks it.
    authenticate: () => ({ user_id: "of-nobody", admin: true }),
    readTopup: async (topup_id) =>
      world.host.topups.get(topup_id) ??
      (await Promise.reject(httpError(404, `topup not found: ${topup_id}`))),
    ...options.service,
  });
  base.use({
    id: "weather",
    install: (ctx) =>
      void ctx.route({
        method: "GET",
        path: "/today",
        auth: [],
        handler: (call) => call.jsonResponse({ sun: true }),
      }),
  });
  base.use(service);

  const city: City = {
    base,
    world,
    service,
    async send(method, path, { as = null, body, headers = {}, trusted } = {}) {
      const bearer = as === "admin" ? base.admin_key : as !== null && base.createUserToken(as);
      const all: Record<string, string> = {
        ...(bearer === false ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      };
      const content =
        body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
      const address = `${ORIGIN}${path.startsWith("/v1/") ? "" : `/v1/${service.id}`}${path}`;
      return await base.fetch(
        new Request(address, { method, headers: all, ...content }),
        trusted === undefined ? {} : { trusted_identity: trusted },
      );
    },
    async json<T>(method: string, path: string, sent?: Sent): Promise<[number, T]> {
      const response = await city.send(method, path, sent);
      return [response.status, (await response.json()) as T];
    },
    async setVariable(key, value) {
      const edited = await city.send("POST", value === null ? "/v1/env/remove" : "/v1/env/upsert", {
        as: "admin",
        body: { key, value },
      });
      if (!edited.ok) throw new Error(`the variable was not edited: ${edited.status}`);
    },
    async create(topup_id, as = "ada") {
      const [status, created] = await city.json<WireCheckout>("POST", "/checkout/create", {
        as,
        body: { method_id: "dodo", topup_id },
      });
      if (status !== 200)
        throw new Error(`checkout/create answered ${status}: ${JSON.stringify(created)}`);
      return created;
    },
    async delivery(session_id, write = (json) => json, keys) {
      const data = {
        payload_type: "Payment",
        ...(await world.dodo.pay(session_id, { silent: true })),
      };
      const body = write(
        JSON.stringify({
          business_id: world.dodo.business_id,
          type: "payment.succeeded",
          timestamp: new Date(START).toISOString(),
          data,
        }),
      );
      const signing = {
        timestamp: Math.floor(world.clock.now() / 1_000),
        url: `${ORIGIN}/v1/${service.id}/webhook`,
      };
      return world.dodo.signedRequest(body, keys === undefined ? signing : { ...signing, keys });
    },
    [Symbol.asyncDispose]: async () => await world.close(),
  };
  return city;
}

/** Returns what `install()` registers. */
export function registered(city: City): (DowncityAction | DowncityNativeRoute)[] {
  const routes: (DowncityAction | DowncityNativeRoute)[] = [];
  city.service.install({
    env: () => null,
    route: (route: DowncityAction | DowncityNativeRoute) => routes.push(route),
  });
  return routes;
}

/** Returns whether a route is an action, whose body the Federation reads. */
export const isAction = (route: DowncityAction | DowncityNativeRoute): route is DowncityAction =>
  typeof route.handler === "function";
