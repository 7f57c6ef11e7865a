import { refused } from "../errors.ts";
import { convert, convertWithFee, isKnownCurrency, type KnownCurrency, share } from "./currency.ts";
import { isTaxInclusive, orderCurrency, orderPrice } from "./line-price.ts";
import type { CheckoutOrder } from "./order.ts";
import type { Pricing } from "./pricing.ts";

/** The amounts of a payment, in minor units. */
export interface Charge {
  currency: KnownCurrency;
  /** What the buyer pays, tax included. */
  total: number;
  /** The tax within `total`. */
  tax: number;
  /**
   * The price after discounts. It includes tax only if the price of the first product does. If
   * `unfinished_payments` is `sparse`, a payment that has not succeeded has this price as its
   * `total_amount`.
   */
  untaxed: number;
  settlement_currency: KnownCurrency;
  /** What the merchant receives, tax included and before Dodo's processing fee is subtracted. */
  settlement_total: number;
  settlement_tax: number;
  settlement_untaxed: number;
}

/**
 * The choices on which the amounts of a payment depend. All amounts are in minor units. `amount` is
 * in the currency of each line's product. The other amounts are in the currency of the first
 * product.
 */
export interface BuyerChoice {
  /**
   * The currency to pay in. Default the session's `billing_currency`, or else that of the first
   * product.
   */
  currency?: string | undefined;
  discount?: number | undefined;
  /** The amount of tax, in place of the one computed from the tax rate. */
  tax?: number | undefined;
  /** The amount per unit of each cart line whose amount the merchant left open. */
  amount?: number | undefined;
}

/** The conversions of an amount to the buyer's currency, and to USD for the settlement. */
interface Conversion {
  charged: (amount: number) => number;
  kept: (amount: number) => number;
}

/**
 * Computes the amounts of a payment: the price after the discount, the tax, and the total. They are
 * computed in the buyer's currency, and in USD for the settlement. Throws a `DodoError` if a
 * product, an amount or the currency is not accepted, such as a discount above the price.
 */
export function chargeOrder(order: CheckoutOrder, pricing: Pricing, choice: BuyerChoice): Charge {
  const { products, rules } = pricing;
  const from = orderCurrency(order, products);
  const price = priceAfterDiscount(order, pricing, choice);
  const inclusive = isTaxInclusive(order, products);
  const tax =
    choice.tax === undefined
      ? taxOf(price, rules.tax_bps, inclusive)
      : wholeAmount(choice.tax, "tax");
  const currency = choice.currency ?? order.billing_currency ?? from;
  if (!isKnownCurrency(currency))
    throw refused("UNSUPPORTED_CURRENCY", `currency ${currency} is not supported`);
  const { charged, kept } = conversionOf(price, from, currency, rules.adaptive_currency_fees);
  const untaxed = charged(price);
  // The tax is converted in the same proportion as the price. The rate of the fee depends on the
  // amount, so a separate conversion of the tax could use another rate. If the price is zero, there
  // is no proportion, so the tax is converted by itself.
  const converted_tax = price === 0 ? charged(tax) : share(untaxed, tax, price);
  return {
    currency,
    total: inclusive ? untaxed : untaxed + converted_tax,
    tax: converted_tax,
    untaxed,
    settlement_currency: "USD",
    settlement_total: kept(inclusive ? price : price + tax),
    settlement_tax: kept(tax),
    settlement_untaxed: kept(price),
  };
}

/**
 * Returns what is left of an order's price after the discount that the buyer's choice names. Throws
 * a `DodoError` if the discount is not a whole number or is larger than the price.
 */
export function priceAfterDiscount(
  order: CheckoutOrder,
  pricing: Pricing,
  choice: BuyerChoice,
): number {
  const discount = wholeAmount(choice.discount ?? 0, "discount");
  const price = orderPrice(order, pricing, choice.amount) - discount;
  if (price >= 0) return price;
  throw refused("INVALID_REQUEST_PARAMETERS", "the discount is larger than the price");
}

function taxOf(price: number, bps: number, inclusive: boolean): number {
  return inclusive ? price - share(price, 10_000, 10_000 + bps) : share(price, bps, 10_000);
}

function conversionOf(
  price: number,
  from: KnownCurrency,
  to: KnownCurrency,
  fees: "exclusive" | "inclusive",
): Conversion {
  if (fees === "exclusive" || to === from)
    return {
      charged: (amount) => convertWithFee(amount, from, to),
      kept: (amount) => convert(amount, from, "USD"),
    };
  // If the merchant pays the conversion fee, each settlement amount is multiplied by the price
  // without the fee and divided by the price with the fee.
  const without_fee = convert(price, from, to);
  const with_fee = convertWithFee(price, from, to);
  return {
    charged: (amount) => convert(amount, from, to),
    kept: (amount) => share(convert(amount, from, "USD"), without_fee, with_fee),
  };
}

function wholeAmount(amount: number, name: string): number {
  if (Number.isSafeInteger(amount) && amount >= 0) return amount;
  throw refused("INVALID_REQUEST_PARAMETERS", `${name} must be a whole number of minor units`);
}
