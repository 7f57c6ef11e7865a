import type { Metadata } from "dodopayments/resources/misc";
import type { KnownCurrency } from "./currency.ts";

/** One line of the cart. */
export interface OrderLine {
  product_id: string;
  quantity: number;
  /** Minor units of the product's currency; `null` if the merchant left the amount open. */
  amount: number | null;
}

/** The color scheme of the checkout page. */
export type Theme = "light" | "dark" | "system";

/** The body of `POST /checkouts` after validation. */
export interface CheckoutOrder {
  /** Dodo refuses an empty cart, so there is always a first line. */
  lines: [OrderLine, ...OrderLine[]];
  /** A known customer, the details of a new one, or `null` if the page has to ask the buyer. */
  customer:
    | { customer_id: string }
    | { email: string; name: string; phone_number: string | null }
    | null;
  /** Copied to the payment. */
  metadata: Metadata;
  /** Where the buyer goes after a payment, whether it succeeded or not. */
  return_url: string | null;
  /** The target of the page's back link; without it the page has none. */
  cancel_url: string | null;
  /** The currency to charge; `null` charges in the currency of the first product. */
  billing_currency: KnownCurrency | null;
  /** ISO 3166 alpha-2. */
  billing_country: string | null;
  /** Whether the buyer may enter discount codes on the page. */
  allow_discount_code: boolean;
  redirect_immediately: boolean;
  /** The codes that the merchant applied; the buyer cannot remove them. */
  discount_codes: readonly string[];
  /** The payment methods that the merchant allows; `null` allows all of them. */
  payment_methods: readonly string[] | null;
  theme: Theme;
}
