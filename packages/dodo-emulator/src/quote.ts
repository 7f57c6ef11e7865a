import type { CheckoutOrder } from "./api/checkout-order.ts";
import { type BuyerChoice, type Charge, chargeOrder, orderCurrency, orderPrice } from "./charge.ts";
import { type AppliedDiscount, applyCodes } from "./discount.ts";
import { refused } from "./errors.ts";
import { convert, convertWithFee, isKnownCurrency, type KnownCurrency } from "./money.ts";
import type { Settings } from "./options.ts";
import type { State } from "./state.ts";

/** What an order comes to, in minor units of the currency the buyer pays in. */
export interface Quote {
  currency: KnownCurrency;
  /** Before discount codes, and before tax unless that is inside the price. */
  subtotal: number;
  discount: number;
  tax: number;
  total: number;
  charge: Charge;
  applied: AppliedDiscount[];
}

/** The buyer's choice with codes by name. */
export interface QuoteChoice extends BuyerChoice {
  codes?: readonly string[] | undefined;
}

/** Works out an order with its codes; throws what Dodo says of a code, an amount or a currency that will not do. */
export function quoteOrder(
  order: CheckoutOrder,
  choice: QuoteChoice,
  state: State,
  settings: Settings,
): Quote {
  const from = orderCurrency(order, state.products);
  const price = orderPrice(order, state.products, settings, choice.amount);
  const applied = applyCodes(
    state.discounts,
    choice.codes ?? [],
    order,
    price - (choice.discount ?? 0),
    from,
    settings.clock.now(),
  );
  let discount = choice.discount ?? 0;
  for (const { amount } of applied) discount += amount;
  const charge = chargeOrder(order, state.products, settings, { ...choice, discount });
  const { currency } = charge;
  const fee_on_top = settings.adaptive_currency_fees === "exclusive";
  const shown = (amount: number): number =>
    fee_on_top ? convertWithFee(amount, from, currency) : convert(amount, from, currency);
  const subtotal = discount === 0 ? charge.untaxed : shown(price);
  return {
    currency,
    subtotal,
    discount: subtotal - charge.untaxed,
    tax: charge.tax,
    total: charge.total,
    charge,
    applied,
  };
}

/** Throws if a total is more than nothing and less than Dodo takes. */
export function checkTotal({ total, currency }: Quote): void {
  const usd_cents = isKnownCurrency(currency) ? convert(total, currency, "USD") : total;
  // A free checkout is allowed; Dodo's floor is said to be about half a dollar.
  if (usd_cents > 0 && usd_cents < 50)
    throw refused(
      "TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT",
      "Minimum amount of $0.50 is required to process payment",
    );
}
