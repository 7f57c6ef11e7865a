import type { Product } from "dodopayments/resources/products/products";
import type { Discount } from "./discount.ts";

/** The options that decide what a checkout costs. */
export interface PricingRules {
  /** Tax in basis points, added to the price or carved out of a tax-inclusive one. */
  tax_bps: number;
  /** Whether `amount` is the price of one unit or of the whole line. */
  amount_with_quantity: "per_unit" | "line";
  /** Whether the buyer or the merchant pays the fee on a currency conversion. */
  adaptive_currency_fees: "exclusive" | "inclusive";
  /** Whether the `amount` of a line item includes its tax. */
  line_item_amount: "gross" | "net";
}

/** Everything that a price depends on: what the account sells, its codes, and the rules. */
export interface Pricing {
  /** Products by id. */
  products: ReadonlyMap<string, Product>;
  /** Discount codes, in upper case. */
  discounts: ReadonlyMap<string, Discount>;
  rules: PricingRules;
}
