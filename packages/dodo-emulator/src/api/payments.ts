import type {
  Payment,
  PaymentListResponse,
  PaymentRetrieveLineItemsResponse,
} from "dodopayments/resources/payments";
import { lineItemsAnswer } from "../money/line-items.ts";
import { pricingOf } from "../ledger/account.ts";
import { findPayment, paidCart } from "../ledger/payment.ts";
import type { EmulatorContext } from "../context.ts";
import type { ApiCall } from "./call.ts";
import { inRange, pageOf } from "./lists.ts";

/** Answers `GET /payments/{id}`. */
export function readPayment(call: ApiCall, { state }: EmulatorContext): Payment {
  return findPayment(state, call.id);
}

/** Answers `GET /payments/{id}/line-items`. */
export function readLineItems(
  call: ApiCall,
  context: EmulatorContext,
): PaymentRetrieveLineItemsResponse {
  const cart = paidCart(context.state, findPayment(context.state, call.id));
  return lineItemsAnswer(cart, pricingOf(context));
}

/** Answers `GET /payments`. As with Dodo, items have no tax, settlement, session or cart. */
export function listPayments(
  call: ApiCall,
  { state }: EmulatorContext,
): { items: PaymentListResponse[] } {
  const { query } = call;
  const found = [...state.payments.values()]
    .filter(inRange(query))
    .filter((payment) => matches(payment, query));
  return { items: pageOf(found, query).map(listItem) };
}

function matches(payment: Payment, query: URLSearchParams): boolean {
  const isWanted = (name: string, value: unknown): boolean =>
    !query.has(name) || query.get(name) === value;
  const product_id = query.get("product_id");
  return (
    isWanted("status", payment.status) &&
    isWanted("currency", payment.currency) &&
    isWanted("customer_id", payment.customer?.customer_id) &&
    isWanted("subscription_id", payment.subscription_id) &&
    isWanted("brand_id", payment.brand_id) &&
    (product_id === null ||
      (payment.product_cart ?? []).some((line) => line.product_id === product_id))
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
