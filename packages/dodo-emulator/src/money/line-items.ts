import type { Payment, PaymentRetrieveLineItemsResponse } from "dodopayments/resources/payments";
import { share } from "./currency.ts";
import type { Pricing } from "./pricing.ts";

/** One line of a payment; amounts are minor units of the payment's currency, tax included. */
export interface LineItem {
  item_id: string;
  name: string | null;
  gross: number;
  /** The tax within `gross`. */
  tax: number;
  /** The amount of the line that can still be refunded. */
  left: number;
}

/** A payment with the prices of its cart lines, and the amounts refunded of single items. */
export interface PaidCart {
  payment: Payment;
  /**
   * The price of each line when the payment was made, which may differ from the current price of
   * the product. All prices are in one currency. `null` for a payment that `putPayment()` added.
   */
  line_prices: readonly number[] | null;
  /** The minor units refunded, by refund id and item id. Refunds without items are left out. */
  refunded_items: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/**
 * Splits a payment's total and tax over its cart lines by price. If no prices are stored, splits
 * them by quantity. In `left`, the refunds that have not failed are subtracted.
 */
export function lineItems(cart: PaidCart, products: Pricing["products"]): LineItem[] {
  const { payment, line_prices, refunded_items } = cart;
  const weights = line_prices ?? (payment.product_cart ?? []).map(({ quantity }) => quantity);
  const gross = spread(payment.total_amount, weights);
  const taxes = spread(payment.tax ?? 0, weights);
  const items = (payment.product_cart ?? []).map(({ product_id }, i): LineItem => ({
    item_id: product_id,
    name: products.get(product_id)?.name ?? null,
    gross: gross[i] ?? 0,
    tax: taxes[i] ?? 0,
    left: gross[i] ?? 0,
  }));
  for (const refund of payment.refunds ?? []) {
    if (refund.status === "failed") continue;
    const parts = refunded_items.get(refund.refund_id);
    if (parts === undefined) takeOff(items, refund.amount ?? 0);
    // Several lines may have the same product.
    for (const [id, amount] of parts ?? [])
      takeOff(
        items.filter(({ item_id }) => item_id === id),
        amount,
      );
  }
  return items;
}

/** Returns the answer of `GET /payments/{id}/line-items`. */
export function lineItemsAnswer(
  cart: PaidCart,
  { products, rules }: Pick<Pricing, "products" | "rules">,
): PaymentRetrieveLineItemsResponse {
  const net = rules.line_item_amount === "net";
  const items = lineItems(cart, products).map(({ item_id, name, gross, tax, left }) => ({
    items_id: item_id,
    amount: net ? gross - tax : gross,
    tax,
    refundable_amount: left,
    name,
    description: null,
  }));
  return { currency: cart.payment.currency, items };
}

/** Splits a sum in proportion to weights. The last part is the remainder of the sum. */
function spread(sum: number, weights: readonly number[]): number[] {
  const all = weights.reduce((a, b) => a + b, 0);
  let left = sum;
  return weights.map((weight, i) => {
    const part = i === weights.length - 1 ? left : share(sum, weight, all);
    left -= part;
    return part;
  });
}

/** Subtracts an amount from what is left of the lines, from the first to the last. */
function takeOff(items: LineItem[], amount: number): void {
  let open = amount;
  for (const item of items) {
    const part = Math.min(open, item.left);
    item.left -= part;
    open -= part;
  }
}
