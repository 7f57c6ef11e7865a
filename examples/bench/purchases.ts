// The requests that are measured: opening a checkout, and the delivery that says that it was paid.
import { createHmac } from "node:crypto";
import type { HandlerSettings, MeasuredHandler, Topup } from "./contract.ts";

const BASE = "http://localhost:3000/v1/payment";
export const WEBHOOK_KEY = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
export const PRODUCT_ID = "pdt_topup";
const SECRET = Buffer.alloc(32, 7);
const USD_CENTS = 5_000;

/** A checkout that was opened. */
export interface Checkout {
  payment_id: string;
  topup_id: string;
  session_id: string;
}

let topups = 0;

/** Returns the id of a new topup, which belongs to the user before the colon. */
export function newTopup(user_id: string): string {
  topups += 1;
  return `${user_id}:${process.pid}-${topups}`;
}

/** A host whose topups exist as soon as they are named, and that keeps its balances in memory. */
export function createHost(): Pick<HandlerSettings, "readTopup" | "finishTopup"> & {
  credited: ReadonlySet<string>;
} {
  const credited = new Set<string>();
  return {
    credited,
    readTopup: (topup_id): Topup => ({
      topup_id,
      user_id: topup_id.split(":", 1)[0] ?? "",
      credits: 500,
      usd_cents: USD_CENTS,
      status: credited.has(topup_id) ? "paid" : "pending",
    }),
    finishTopup: (topup_id) => void credited.add(topup_id),
  };
}

export function get(path: string, user_id?: string): Request {
  const headers: HeadersInit = user_id === undefined ? {} : { authorization: `Bearer ${user_id}` };
  return new Request(`${BASE}${path}`, { headers });
}

export function createRequest(user_id: string, topup_id: string): Request {
  return new Request(`${BASE}/checkout/create`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${user_id}` },
    body: JSON.stringify({ method_id: "dodo", topup_id }),
  });
}

/** Sends a request, reads the whole answer and throws unless it is a 200. */
export async function send({ fetch }: MeasuredHandler, request: Request): Promise<string> {
  const { method, url } = request;
  const response = await fetch(request);
  const text = await response.text();
  if (response.status === 200) return text;
  throw new Error(`${method} ${url} was answered ${response.status}: ${text.slice(0, 300)}`);
}

/** Opens `count` checkouts of a user, one after the other. */
export async function openCheckouts(
  handler: MeasuredHandler,
  count: number,
  user_id = "ada",
): Promise<Checkout[]> {
  const opened: Checkout[] = [];
  for (let n = 0; n < count; n += 1) {
    const topup_id = newTopup(user_id);
    const answer = JSON.parse(await send(handler, createRequest(user_id, topup_id))) as {
      payment_id: string;
      provider_session_id: string;
    };
    opened.push({
      payment_id: answer.payment_id,
      topup_id,
      session_id: answer.provider_session_id,
    });
  }
  return opened;
}

/** Builds the signed delivery of a paid checkout, with the fields that Dodo sends. */
export function delivery({ payment_id, topup_id, session_id }: Checkout): Request {
  const now = new Date();
  const body = JSON.stringify({
    business_id: "bus_bench",
    type: "payment.succeeded",
    timestamp: now.toISOString(),
    data: {
      payload_type: "Payment",
      payment_id: `pay_${session_id.slice(4)}`,
      business_id: "bus_bench",
      status: "succeeded",
      total_amount: USD_CENTS + 413,
      currency: "USD",
      tax: 413,
      settlement_amount: USD_CENTS + 413,
      settlement_currency: "USD",
      settlement_tax: 413,
      created_at: now.toISOString(),
      updated_at: null,
      checkout_session_id: session_id,
      product_cart: [{ product_id: PRODUCT_ID, quantity: 1 }],
      metadata: { payment_id, topup_id, credits: "500", usd_cents: String(USD_CENTS) },
      customer: {
        customer_id: "cus_bench",
        email: "ada@example.com",
        name: "Ada Example",
        phone_number: null,
        metadata: {},
      },
      billing: {
        country: "US",
        state: "NY",
        city: "New York",
        street: "1 Main St",
        zipcode: "10001",
      },
      payment_method: "card",
      payment_method_type: "credit",
      card_last_four: "4242",
      card_network: "VISA",
      card_type: "CREDIT",
      card_holder_name: "Ada Example",
      card_issuing_country: "US",
      discounts: null,
      refunds: [],
      disputes: [],
      subscription_id: null,
      refund_status: null,
    },
  });
  const id = `msg_${session_id.slice(4)}`;
  const seconds = String(Math.floor(now.getTime() / 1_000));
  const signature = createHmac("sha256", SECRET)
    .update(`${id}.${seconds}.${body}`)
    .digest("base64");
  return new Request(`${BASE}/webhook`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": seconds,
      "webhook-signature": `v1,${signature}`,
    },
    body,
  });
}

/** Sends a delivery and throws unless the payment was credited or had been. */
export async function deliver(handler: MeasuredHandler, request: Request): Promise<void> {
  const answer = await send(handler, request);
  if (!answer.includes('"applied"')) throw new Error(`A delivery was not applied: ${answer}`);
}
