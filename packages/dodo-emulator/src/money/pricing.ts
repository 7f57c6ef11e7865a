import type { Product } from "dodopayments/resources/products/products";
import type { Discount } from "./discount.ts";

/** The options that decide what a checkout costs, and how its line items are shown. */
export interface PricingRules {
  /** The tax rate in basis points. Tax is added to a price unless the price already includes it. */
  tax_bps: number;
  /** Whether a cart line's `amount` is the price of one unit or of the whole line. */
  amount_with_quantity: "per_unit" | "line";
  /** Who pays the conversion fee: the buyer (`exclusive`) or the merchant (`inclusive`). */
  adaptive_currency_fees: "exclusive" | "inclusive";
  /** Whether the `amount` of a line item includes its tax. */
  line_item_amount: "gross" | "net";
}

/**
 * Prices are computed from these products, discounts and rules, from the order and from the buyer's
 * choice.
 */
export interface Pricing {
  /** Products by id. */
  products: ReadonlyMap<string, Product>;
  /** Discounts by their code in upper case. */
  discounts: ReadonlyMap<string, Discount>;
  rules: PricingRules;
}
