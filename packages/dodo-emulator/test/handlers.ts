/** Webhook handlers and checkouts of a shop that sells 50 USD of credits, correct ones and wrong ones. */
import DodoPayments from "dodopayments";
import { Webhook } from "standardwebhooks";
import type { DodoEmulator, Payment } from "../src/index.ts";

const key = "whsec_ZG9kby1lbXVsYXRvci13ZWJob29rLWtleS0wMDAx";
const price = 5000;

/** A handler and the balance that it credits. */
export interface Handler {
  handle(request: Request): Promise<Response>;
  balance(): number;
  /** Runs `act` while the handler's database is stopped. */
  withoutDatabase(act: () => Promise<unknown>): Promise<void>;
  /** Answers with the newest payments that were credited. */
  list(): Promise<Response>;
}

/** What a wrong handler leaves out of the correct one. */
export interface Omissions {
  verify?: boolean;
  raw_body?: boolean;
  once?: "never" | "by webhook-id" | "by payment id, whatever its status";
  money?: "none" | "currency";
  refunds?: boolean;
  status?: boolean;
  strict?: boolean;
  late_failure?: boolean;
  honest_status?: boolean;
  own_price?: boolean;
  pages?: boolean;
}

/** Creates a handler that is correct except for what is left out. */
export function createHandler(left_out: Omissions = {}): Handler {
  const credited = new Map<string, number>();
  const seen = new Set<string>();
  let extra = 0;
  let is_down = false;

  async function handle(request: Request): Promise<Response> {
    const text = await request.text();
    const headers = Object.fromEntries(request.headers);
    const signed = left_out.raw_body === true ? JSON.stringify(JSON.parse(text)) : text;
    if (left_out.verify !== true)
      try {
        new Webhook(key).verify(signed, headers);
      } catch {
        return new Response(null, { status: 401 });
      }
    const { type, data }: { type: string; data: Payment } = JSON.parse(text);
    if (left_out.strict === true && "brand_new_field" in data)
      return new Response(null, { status: 400 });
    if (is_down) return new Response(null, { status: left_out.honest_status === true ? 200 : 503 });
    if (left_out.late_failure === true && type === "payment.failed")
      credited.delete(data.payment_id);
    const id = left_out.once === "by webhook-id" ? (headers["webhook-id"] ?? "") : data.payment_id;
    if (left_out.once !== "never" && seen.has(id)) return new Response();
    if (left_out.once === "by payment id, whatever its status") seen.add(id);
    if (type !== "payment.succeeded" || !isPaid(data, left_out)) return new Response();
    seen.add(id);
    if (credited.has(data.payment_id)) extra += price;
    credited.set(data.payment_id, price);
    return new Response();
  }

  async function withoutDatabase(act: () => Promise<unknown>): Promise<void> {
    is_down = true;
    await act();
    is_down = false;
  }

  async function list(): Promise<Response> {
    const all = [...credited.keys()].reverse();
    return Response.json(left_out.pages === true ? all : all.slice(0, 100));
  }

  const balance = (): number => [...credited.values()].reduce((sum, one) => sum + one, extra);
  return { handle, balance, withoutDatabase, list };
}

function isPaid(payment: Payment, left_out: Omissions): boolean {
  if (left_out.status !== true && payment.status !== "succeeded") return false;
  if (left_out.refunds !== true && payment.refund_status === "full") return false;
  if (left_out.money === "none") return true;
  if (left_out.own_price === true) return payment.metadata["usd_cents"] === String(price);
  if (payment.product_cart?.[0]?.product_id !== "pdt_topup") return false;
  if (left_out.money === "currency") return payment.total_amount - (payment.tax ?? 0) === price;
  return payment.settlement_amount - (payment.settlement_tax ?? 0) === price;
}

/** What a wrong checkout leaves out of the correct one. */
export interface CheckoutOmissions {
  no_retries?: boolean;
  last_one?: boolean;
}

/** Creates a function that opens the checkout of one purchase, and resolves to its session id. */
export function createCheckout(
  dodo: DodoEmulator,
  left_out: CheckoutOmissions = {},
): () => Promise<string> {
  const sdk = new DodoPayments({
    bearerToken: dodo.api_key,
    baseURL: dodo.url,
    maxRetries: left_out.no_retries === true ? 2 : 0,
    fetch: (url, init) => dodo.fetch(new Request(url, init)),
  });
  const product_cart = [{ product_id: "pdt_topup", quantity: 1, amount: price }];
  let last: string | null = null;
  return async () => {
    if (last !== null && left_out.last_one !== true) {
      const { payment_status } = await sdk.checkoutSessions.retrieve(last);
      if (payment_status === "processing" || payment_status === "succeeded")
        throw new Error("this purchase is being paid");
      return last;
    }
    last = (await sdk.checkoutSessions.create({ product_cart })).session_id;
    return last;
  };
}
