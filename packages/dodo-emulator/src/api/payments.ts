import type { Payment, PaymentListResponse } from "dodopayments/resources/payments";
import { DodoError } from "../errors.ts";
import { findPayment } from "../pay.ts";
import type { ApiCall, ApiContext } from "./call.ts";

/** `GET /payments/{id}`. */
export function readPayment(call: ApiCall, { state }: ApiContext): Payment {
  return findPayment(state, call.id);
}

/** `GET /payments`: newest first, page numbers from 0, and items without tax, settlement, session or cart. */
export function listPayments(call: ApiCall, { state }: ApiContext): { items: PaymentListResponse[] } {
  const { query } = call;
  const size = readCount(query, "page_size", 10);
  if (size > 100) throw invalid("page_size must be at most 100");
  const from = readMoment(query, "created_at_gte") ?? -Infinity;
  const to = readMoment(query, "created_at_lte") ?? Infinity;
  const found = [...state.payments.values()].filter((payment) => {
    const created = Date.parse(payment.created_at) || 0;
    return created >= from && created <= to && matches(payment, query);
  });
  const newest = found.reverse().sort((a, b) => (Date.parse(b.created_at) || 0) - (Date.parse(a.created_at) || 0));
  const start = readCount(query, "page_number", 0) * size;
  return { items: newest.slice(start, start + size).map(listItem) };
}

function matches(payment: Payment, query: URLSearchParams): boolean {
  const asked = (name: string, value: unknown): boolean => !query.has(name) || query.get(name) === value;
  const product_id = query.get("product_id");
  return (
    asked("status", payment.status) &&
    asked("currency", payment.currency) &&
    asked("customer_id", payment.customer?.customer_id) &&
    asked("subscription_id", payment.subscription_id) &&
    asked("brand_id", payment.brand_id) &&
    (product_id === null || (payment.product_cart ?? []).some((line) => line.product_id === product_id))
  );
}

function listItem(payment: Payment): PaymentListResponse {
  return {
    payment_id: payment.payment_id,
    brand_id: payment.brand_id,
    created_at: payment.created_at,
    currency: payment.currency,
    total_amount: payment.total_amount,
    status: payment.status ?? null,
    customer: payment.customer,
    metadata: payment.metadata,
    payment_provider: payment.payment_provider,
    payment_method: payment.payment_method ?? null,
    payment_method_type: payment.payment_method_type ?? null,
    card_last_four: payment.card_last_four ?? null,
    card_network: payment.card_network ?? null,
    invoice_id: payment.invoice_id ?? null,
    invoice_url: payment.invoice_url ?? null,
    refund_status: payment.refund_status ?? null,
    dispute_status: payment.disputes?.at(-1)?.dispute_status ?? null,
    subscription_id: payment.subscription_id ?? null,
    subscription_ids: payment.subscription_ids,
    is_multi_subscription: payment.is_multi_subscription,
    digital_products_delivered: payment.digital_products_delivered,
    has_license_key: false,
  };
}

function readCount(query: URLSearchParams, name: string, fallback: number): number {
  const given = query.get(name);
  if (given === null) return fallback;
  if (!/^\d{1,9}$/.test(given)) throw invalid(`${name} must be a whole number`);
  return Number(given);
}

function readMoment(query: URLSearchParams, name: string): number | null {
  const given = query.get(name);
  if (given === null) return null;
  const moment = Date.parse(given);
  if (Number.isNaN(moment)) throw invalid(`${name} must be an ISO 8601 time`);
  return moment;
}

function invalid(message: string): DodoError {
  return new DodoError(422, "INVALID_REQUEST_PARAMETERS", message);
}
