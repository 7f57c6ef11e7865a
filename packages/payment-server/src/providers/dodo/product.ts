/** Defines the product as Dodo returns it, and decides which topups can be sold with it. */
import * as v from "valibot";
import type { Finding } from "../../core/provider.ts";
import { PaymentError } from "../../errors.ts";
import { flag, id, list, text } from "./fields.ts";

const amount = v.fallback(v.nullable(v.number()), null);
const some = list(v.unknown());

const ProductObject = v.object({
  product_id: v.string(),
  business_id: id,
  is_recurring: flag,
  pricing_mode: text,
  license_key_enabled: flag,
  entitlements: some,
  credit_entitlements: some,
  price: v.object({
    type: text,
    currency: text,
    price: amount,
    pay_what_you_want: flag,
    tax_inclusive: flag,
    discount: amount,
    discount_bps: amount,
    purchasing_power_parity: flag,
  }),
});

/**
 * The fields of a product that are read (https://github.com/dodopayments/dodopayments-typescript,
 * `src/resources/products/products.ts`). Every field except `product_id` and the object `price` may
 * be missing, and is then `null`.
 */
export interface DodoProduct {
  product_id: string;
  business_id: string | null;
  is_recurring: boolean | null;
  /** Set if the product has localized prices, else `null`. */
  pricing_mode: string | null;
  license_key_enabled: boolean | null;
  entitlements: readonly unknown[] | null;
  credit_entitlements: readonly unknown[] | null;
  price: {
    type: string | null;
    currency: string | null;
    /** The fixed price, or the minimum price of a pay-what-you-want product, in cents. */
    price: number | null;
    pay_what_you_want: boolean | null;
    tax_inclusive: boolean | null;
    discount: number | null;
    discount_bps: number | null;
    purchasing_power_parity: boolean | null;
  };
}

/** Reads a product from Dodo's response. Returns `null` if the response is not a product. */
export function toProduct(body: unknown): DodoProduct | null {
  const parsed = v.safeParse(ProductObject, body);
  return parsed.success ? parsed.output : null;
}

/**
 * Returns why no topup can be sold with this product and how to fix it, or `null` if topups can be
 * sold. The product must be in USD because Dodo takes `amount` in the product's currency
 * (https://docs.dodopayments.com/developer-resources/dynamic-pricing-checkout). A discount or
 * purchasing power parity (https://docs.dodopayments.com/features/purchasing-power-parity) would
 * lower what the buyer pays.
 */
function unfit(product: DodoProduct): string | null {
  const { price } = product;
  if (product.is_recurring !== false || price.type !== "one_time_price") {
    return "The Dodo product is a subscription; make a one-time product and set DODO_PRODUCT_ID to it.";
  }
  if (price.currency !== "USD")
    return "The Dodo product is not priced in USD; make one that is and set DODO_PRODUCT_ID to it.";
  if ((price.discount ?? 0) !== 0 || (price.discount_bps ?? 0) !== 0)
    return "The Dodo product has a discount; remove it, or the buyer pays less than the topup.";
  if (price.purchasing_power_parity === true)
    return "The Dodo product has purchasing power parity on; turn it off, or the buyer pays less than the topup.";
  return null;
}

/** Throws `product_mismatch` if the product cannot be sold for `usd_cents`. */
export function assertSells(product: DodoProduct, usd_cents: number): void {
  const reason = refusal(product, usd_cents);
  if (reason !== null) throw new PaymentError("product_mismatch", reason);
}

/** Returns why the product cannot be sold for `usd_cents`, with the fix, or `null` if it can be. */
export function refusal(product: DodoProduct, usd_cents: number): string | null {
  return unfit(product) ?? wrongPrice(product, usd_cents);
}

/** Returns the product's problems: an error if no topup can be sold with it, else warnings. */
export function productFindings(product: DodoProduct): Finding[] {
  const reason = unfit(product);
  if (reason !== null) return [{ level: "error", code: "product_mismatch", message: reason }];
  const findings: Finding[] = [];
  const warn = (code: string, message: string): unknown =>
    findings.push({ level: "warning", code, message });
  if (product.price.pay_what_you_want !== true) {
    warn(
      "product_fixed_price",
      `The Dodo product has a fixed price of ${product.price.price ?? 0} cents: only topups of exactly that can be paid. Turn on Pay What You Want for any amount.`,
    );
  }
  if (product.pricing_mode !== null)
    warn(
      "product_localized",
      "The Dodo product has localized prices, which can change what the buyer pays; turn them off.",
    );
  if (
    product.license_key_enabled === true ||
    (product.entitlements?.length ?? 0) > 0 ||
    (product.credit_entitlements?.length ?? 0) > 0
  ) {
    warn(
      "product_entitlements",
      "The Dodo product also grants license keys or entitlements; a topup needs none.",
    );
  }
  return findings;
}

/**
 * Returns why the price does not fit the topup, or `null` if it fits. A fixed price must equal
 * `usd_cents`, because for a product with a fixed price Dodo silently ignores the `amount` of the
 * checkout (https://docs.dodopayments.com/developer-resources/dynamic-pricing-checkout).
 */
function wrongPrice(product: DodoProduct, usd_cents: number): string | null {
  const price = product.price.price ?? 0;
  if (product.price.pay_what_you_want === true) {
    return usd_cents < price
      ? `The topup of ${usd_cents} cents is below the Dodo product's minimum of ${price}; lower the minimum or raise your smallest topup.`
      : null;
  }
  return price === usd_cents
    ? null
    : `The Dodo product has a fixed price of ${price} cents and this topup is of ${usd_cents}; turn on Pay What You Want, or pick a product per topup.`;
}
