import DodoPayments from "dodopayments";
import type { CheckoutSessionCreateParams } from "dodopayments/resources/checkout-sessions";
import { createManualClock, type ManualClock } from "../src/clock.ts";
import { createDodoEmulator } from "../src/emulator.ts";
import type { DodoEmulator } from "../src/dodo-emulator.ts";
import type { DodoEmulatorOptions } from "../src/options.ts";
import { checkShape, watchShapes } from "./shapes.ts";

/** A delivery that the test receiver got. */
export interface Received {
  url: string;
  body: string;
  headers: Record<string, string>;
}

/** An emulator on a manual clock, the official SDK for it, and a receiver that records deliveries. */
export interface Bench {
  clock: ManualClock;
  dodo: DodoEmulator;
  sdk: DodoPayments;
  received: Received[];
  /** Returns the answer of the receiver; a test may replace it. */
  receiver: { answer: () => Response | Promise<Response> };
}

/** The moment at which the clock of a bench starts. */
export const start: number = Date.parse("2026-11-23T08:00:00Z");

/** Creates a bench; deliveries are manual unless the options contain another value. */
export function createBench(options: DodoEmulatorOptions = {}): Bench {
  const clock = createManualClock(start);
  const received: Received[] = [];
  const receiver: Bench["receiver"] = { answer: () => new Response("thanks") };
  const dodo = createDodoEmulator({
    clock,
    delivery: "manual",
    webhook_url: "http://shop.test/webhook",
    fetch: async (request) => {
      const body = await request.text();
      received.push({ url: request.url, body, headers: Object.fromEntries(request.headers) });
      if (!shapes.odd() && options.dispute_events !== "short") checkShape("delivery", body);
      return receiver.answer();
    },
    ...options,
  });
  const shapes = watchShapes(dodo);
  return { clock, dodo, sdk: sdkFor(dodo), received, receiver };
}

/**
 * Creates a bench whose Dodo behaves as its reference and samples describe it, where published
 * deliveries show something else.
 */
export function createReferenceBench(options: DodoEmulatorOptions = {}): Bench {
  return createBench({
    payment_id_after_decline: "new",
    unfinished_payments: "sparse",
    card_fields: "upper",
    read_only_status: 403,
    ...options,
  });
}

/** Creates the official SDK for an emulator, in process and without retries. */
export function sdkFor(dodo: DodoEmulator, api_key: string = dodo.api_key): DodoPayments {
  const fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> =>
    dodo.fetch(new Request(url, init));
  return new DodoPayments({
    bearerToken: api_key,
    webhookKey: dodo.webhook_key,
    baseURL: dodo.url,
    fetch,
    maxRetries: 0,
  });
}

/** Returns the body of a checkout of the default product. */
export function topup(
  amount = 5000,
  more: Partial<CheckoutSessionCreateParams> = {},
): CheckoutSessionCreateParams {
  return {
    product_cart: [{ product_id: "pdt_topup", quantity: 1, amount }],
    metadata: { topup_id: "tu_1" },
    ...more,
  };
}

/** Opens a checkout and resolves to its session id. */
export async function openSession(
  sdk: DodoPayments,
  amount = 5000,
  more: Partial<CheckoutSessionCreateParams> = {},
): Promise<string> {
  return (await sdk.checkoutSessions.create(topup(amount, more))).session_id;
}

/** Builds a request to the API that the SDK cannot send. */
export function apiRequest(dodo: DodoEmulator, path: string, init: RequestInit = {}): Request {
  const headers = new Headers(init.headers);
  if (!headers.has("authorization")) headers.set("authorization", `Bearer ${dodo.api_key}`);
  return new Request(dodo.url + path, { ...init, headers });
}
