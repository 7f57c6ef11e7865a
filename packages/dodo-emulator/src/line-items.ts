import type { Payment, PaymentRetrieveLineItemsResponse } from "dodopayments/resources/payments";
import { linePrices } from "./charge.ts";
import { share } from "./money.ts";
import type { Settings } from "./options.ts";
import type { State } from "./state.ts";

/** One line of a payment; amounts are minor units of the payment's currency, tax included. */
export interface LineItem {
  item_id: string;
  name: string | null;
  gross: number;
  tax: number;
  /** What refunds have left of it. */
  left: number;
}

/** A payment's lines: its total and tax spread over the cart by price, and refunds taken off them. */
export function lineItems(payment: Payment, state: State, settings: Settings): LineItem[] {
  const lines = payment.product_cart ?? [];
  const weights = lineWeights(payment, state, settings);
  const gross = spread(payment.total_amount, weights);
  const taxes = spread(payment.tax ?? 0, weights);
  const items = lines.map(({ product_id }, i): LineItem => ({
    item_id: product_id,
    name: state.products.get(product_id)?.name ?? null,
    gross: gross[i] ?? 0,
    tax: taxes[i] ?? 0,
    left: gross[i] ?? 0,
  }));
  for (const refund of payment.refunds ?? []) {
    if (refund.status === "failed") continue;
    const parts = state.refunded_items.get(refund.refund_id);
    if (parts === undefined) takeOff(items, refund.amount ?? 0);
    else for (const item of items) item.left -= parts.get(item.item_id) ?? 0;
  }
  return items;
}

/** The answer of `GET /payments/{id}/line-items`. */
export function lineItemsAnswer(
  payment: Payment,
  state: State,
  settings: Settings,
): PaymentRetrieveLineItemsResponse {
  const net = settings.line_item_amount === "net";
  const items = lineItems(payment, state, settings).map(({ item_id, name, gross, tax, left }) => ({
    items_id: item_id,
    amount: net ? gross - tax : gross,
    tax,
    refundable_amount: left,
    name,
    description: null,
  }));
  return { currency: payment.currency, items };
}

function lineWeights(payment: Payment, state: State, settings: Settings): number[] {
  const session = state.sessions.get(payment.checkout_session_id ?? "");
  const order = session?.order ?? null;
  if (order === null) return (payment.product_cart ?? []).map(({ quantity }) => quantity);
  return linePrices(order, state.products, settings, session?.amount ?? undefined);
}

/** Splits a sum by weights so that nothing is lost: the last part takes the rest. */
function spread(sum: number, weights: readonly number[]): number[] {
  const all = weights.reduce((a, b) => a + b, 0);
  let left = sum;
  return weights.map((weight, i) => {
    const part = i === weights.length - 1 ? left : share(sum, weight, all);
    left -= part;
    return part;
  });
}

/** A refund that named no items comes off the first ones. */
function takeOff(items: LineItem[], amount: number): void {
  let open = amount;
  for (const item of items) {
    const part = Math.min(open, item.left);
    item.left -= part;
    open -= part;
  }
}
