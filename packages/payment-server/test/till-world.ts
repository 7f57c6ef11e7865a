/** A world with the till as its provider, alone or beside Dodo. */
import { expect } from "vitest";
import { BASE, createWorld, type World, type WorldOptions } from "./world.ts";
import { tillProvider } from "./till-provider.ts";
import { Till } from "./till.ts";
import type { RawDelivery } from "../src/testing/index.ts";
import { dodoPaymentProvider, type PaymentService, type WireCheckout } from "../src/index.ts";

/** A world, the till, and a service that takes payments there. */
interface TillWorld {
  world: World;
  /** A service with two providers, the till and Dodo. */
  payment: PaymentService;
  till: Till;
  send(method: string, path: string, body?: unknown): Promise<Response>;
  /** Creates a checkout for the topup. */
  create(topup_id: string, method_id?: string): Promise<WireCheckout>;
  /** Sends a delivery of the till to the webhook route; `query` names the provider. */
  deliver(delivery: RawDelivery, query?: string): Promise<Response>;
}

/** Creates a world with the till; `beside_dodo` adds Dodo as the second provider. */
export async function createTillWorld({
  beside_dodo = false,
  ...options
}: WorldOptions & { beside_dodo?: boolean } = {}): Promise<TillWorld> {
  const world = await createWorld(options);
  const { api_key, webhook_key, url } = world.dodo;
  const till = new Till(() => world.clock.now());
  const dodo = dodoPaymentProvider({
    api_key,
    webhook_key,
    api_base_url: url,
    product_id: "pdt_topup",
    fetch: async (request) => await world.dodo.fetch(request),
  });
  const payment = world.secondService({
    providers: [tillProvider({ ...keysOf(till), item: "coins" }), ...(beside_dodo ? [dodo] : [])],
  });
  const send: TillWorld["send"] = async (method, path, body) =>
    await world.send(method, path, { as: "user:ada", body, service: payment });
  return {
    world,
    payment,
    till,
    send,
    async create(topup_id, method_id = "till") {
      const response = await send("POST", "/checkout/create", { method_id, topup_id });
      expect([response.status, response.ok ? "" : await response.text()]).toEqual([200, ""]);
      return (await response.json()) as WireCheckout;
    },
    deliver: async ({ headers, body }, query = "") =>
      await payment.fetch(
        new Request(`${BASE}/webhook${query}`, { method: "POST", headers, body: body.slice() }),
      ),
  };
}

function keysOf({
  fetch,
  api_key,
  signing_key,
}: Till): Pick<Till, "fetch" | "api_key" | "signing_key"> {
  return { fetch, api_key, signing_key };
}
