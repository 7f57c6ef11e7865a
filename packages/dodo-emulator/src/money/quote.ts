import { refused } from "../errors.ts";
import { type BuyerChoice, type Charge, chargeOrder, priceAfterDiscount } from "./charge.ts";
import { convert, convertWithFee, type KnownCurrency } from "./currency.ts";
import { type AppliedDiscount, applyCodes } from "./discount.ts";
import { orderCurrency, orderPrice } from "./line-price.ts";
import type { CheckoutOrder } from "./order.ts";
import type { Pricing } from "./pricing.ts";

/** What an order costs, in minor units of the currency that the buyer pays in. */
export interface Quote {
  currency: KnownCurrency;
  /** The price before discounts. It includes tax only if the price of the first product does. */
  subtotal: number;
  discount: number;
  tax: number;
  total: number;
  charge: Charge;
  /**
   * The discount codes in the order they were applied, each with the amount it subtracted in the
   * currency of the first product.
   */
  applied: AppliedDiscount[];
}

/** The buyer's choice on the page, including the discount codes to apply. */
export interface QuoteChoice extends BuyerChoice {
  codes?: readonly string[] | undefined;
}

/**
 * Computes what an order costs with discount codes. Throws a `DodoError` if a product, a discount
 * code, an amount or a currency is not accepted. A code that has expired at `now`, which is in
 * milliseconds, is not accepted.
 */
export function quoteOrder(
  order: CheckoutOrder,
  choice: QuoteChoice,
  pricing: Pricing,
  now: number,
): Quote {
  const from = orderCurrency(order, pricing.products);
  const price = orderPrice(order, pricing, choice.amount);
  const flat = choice.discount ?? 0;
  // The flat discount is checked first, because the codes would refuse a negative price with errors
  // of their own.
  const cart = { order, price: priceAfterDiscount(order, pricing, choice), currency: from, now };
  const applied = applyCodes(pricing.discounts, choice.codes ?? [], cart);
  const discount = applied.reduce((sum, { amount }) => sum + amount, flat);
  const charge = chargeOrder(order, pricing, { ...choice, discount });
  const { currency, untaxed, tax, total } = charge;
  const subtotal = discount === 0 ? untaxed : shownPrice(price, from, currency, pricing.rules);
  return { currency, subtotal, discount: subtotal - untaxed, tax, total, charge, applied };
}

/** Converts a price for display. The conversion fee is included if the buyer pays it. */
export function shownPrice(
  price: number,
  from: KnownCurrency,
  to: KnownCurrency,
  { adaptive_currency_fees }: Pick<Pricing["rules"], "adaptive_currency_fees">,
): number {
  return adaptive_currency_fees === "exclusive"
    ? convertWithFee(price, from, to)
    : convert(price, from, to);
}

/**
 * Throws `TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT` if a total is above 0 and below 50 US cents. A
 * total of 0 is accepted, because Dodo supports free checkouts.
 */
export function checkTotal({ total, currency }: Quote): void {
  const usd_cents = convert(total, currency, "USD");
  if (usd_cents > 0 && usd_cents < 50)
    throw refused(
      "TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT",
      "Minimum amount of $0.50 is required to process payment",
    );
}
