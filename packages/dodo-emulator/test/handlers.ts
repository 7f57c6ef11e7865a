/** Webhook handlers of a shop that sells 50 USD of credits, the correct one and wrong ones. */
import { Webhook } from "standardwebhooks";
import type { Payment } from "../src/index.ts";

const key = "whsec_ZG9kby1lbXVsYXRvci13ZWJob29rLWtleS0wMDAx";
const price = 5000;

/** A handler and the balance that it credits. */
export interface Handler {
  handle(request: Request): Promise<Response>;
  balance(): number;
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
}

/** Creates a handler that is correct except for what is left out. */
export function createHandler(left_out: Omissions = {}): Handler {
  const credited = new Map<string, number>();
  const seen = new Set<string>();
  let extra = 0;

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

  const balance = (): number => [...credited.values()].reduce((sum, one) => sum + one, extra);
  return { handle, balance };
}

function isPaid(payment: Payment, left_out: Omissions): boolean {
  if (left_out.status !== true && payment.status !== "succeeded") return false;
  if (left_out.refunds !== true && payment.refund_status === "full") return false;
  if (left_out.money === "none") return true;
  if (payment.product_cart?.[0]?.product_id !== "pdt_topup") return false;
  if (left_out.money === "currency") return payment.total_amount - (payment.tax ?? 0) === price;
  return payment.settlement_amount - (payment.settlement_tax ?? 0) === price;
}
