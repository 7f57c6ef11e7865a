import type { Metadata } from "dodopayments/resources/misc";
import type { KnownCurrency } from "./currency.ts";

/** One line of an order's cart. */
export interface OrderLine {
  product_id: string;
  quantity: number;
  /** The amount in minor units of the product's currency; `null` if the merchant left it open. */
  amount: number | null;
}

/** The color scheme of the checkout page. */
export type Theme = "light" | "dark" | "system";

/** The body of `POST /checkouts` after validation. */
export interface CheckoutOrder {
  /** The lines of the cart. There is at least one, because Dodo refuses an empty cart. */
  lines: [OrderLine, ...OrderLine[]];
  /** The id of a customer, the details of one, or `null` if the checkout page asks the buyer. */
  customer:
    | { customer_id: string }
    | { email: string; name: string; phone_number: string | null }
    | null;
  /** The metadata, which is copied to the payment. */
  metadata: Metadata;
  /**
   * The URL to redirect the buyer to after a payment, or when the buyer stops trying after a
   * decline.
   */
  return_url: string | null;
  /** The URL of the checkout page's back link; `null` if the page has none. */
  cancel_url: string | null;
  /** The default currency to charge; `null` means the currency of the first product. */
  billing_currency: KnownCurrency | null;
  /** The buyer's country as an ISO 3166 alpha-2 code. */
  billing_country: string | null;
  /** Whether the buyer may enter discount codes on the page. */
  allow_discount_code: boolean;
  redirect_immediately: boolean;
  /** The discount codes that the merchant applied. The buyer cannot remove them. */
  discount_codes: readonly string[];
  /** The payment methods that the merchant allows; `null` allows all of them. */
  payment_methods: readonly string[] | null;
  theme: Theme;
}
