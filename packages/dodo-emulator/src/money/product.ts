import type { Price, Product } from "dodopayments/resources/products/products";
import { timestampOf } from "../clock.ts";
import { isKnownCurrency, share } from "./currency.ts";

/**
 * A product in short form. `putProduct()` also accepts any other field of Dodo's product, which
 * replaces the field of that name.
 */
export interface ProductSeed {
  product_id: string;
  /** Shown on the checkout page. Default `Balance topup`. */
  name?: string;
  /** Default `USD`. */
  currency?: string;
  /** Minor units: the price, or the minimum if the buyer chooses the amount. Default 100. */
  price?: number;
  /** Whether a checkout chooses the amount. Default true if no price is given, otherwise false. */
  pay_what_you_want?: boolean;
  /** The amount that the page proposes if the buyer chooses it, in minor units. */
  suggested_price?: number | null;
  /** Whether tax is carved out of the price. Default false. */
  tax_inclusive?: boolean;
  /** The product's own discount in basis points. Default 0. */
  discount_bps?: number;
  /** Whether it is a subscription. Default false. */
  recurring?: boolean;
  /** Whether it is archived: it can be read, but a checkout with it is refused. Default false. */
  deleted?: boolean;
}

const seed_fields: ReadonlySet<string> = new Set([
  "name",
  "currency",
  "price",
  "pay_what_you_want",
  "suggested_price",
  "tax_inclusive",
  "discount_bps",
  "recurring",
  "deleted",
]);

// Dodo's product has no field for the archived state, hence a set beside the products.
const deleted_products: WeakSet<Product> = new WeakSet();

/**
 * Builds Dodo's whole product from a seed; fields that the seed does not name are copied to it.
 * Throws a `TypeError` for a currency without a rate.
 */
export function buildProduct(
  seed: ProductSeed & Record<string, unknown>,
  business_id: string,
  now: number,
): Product {
  const product: Product = {
    product_id: seed.product_id,
    business_id,
    brand_id: business_id,
    name: seed.name ?? "Balance topup",
    description: null,
    image: null,
    is_recurring: seed.recurring ?? false,
    tax_category: "saas",
    price: seed.recurring === true ? recurringPrice(seed) : oneTimePrice(seed),
    created_at: timestampOf(now),
    updated_at: timestampOf(now),
    addons: null,
    credit_entitlements: [],
    digital_product_delivery: null,
    entitlements: [],
    license_key_activation_message: null,
    license_key_activations_limit: null,
    license_key_duration: null,
    license_key_enabled: false,
    metadata: {},
    pricing_mode: null,
    product_collection_id: null,
  };
  for (const [field, value] of Object.entries(seed))
    if (!seed_fields.has(field)) Object.assign(product, { [field]: value });
  if (seed.deleted === true) deleted_products.add(product);
  return product;
}

/** Returns whether a product is archived, so that a checkout with it is refused. */
export function isDeleted(product: Product): boolean {
  return deleted_products.has(product);
}

/** Returns the configured price after the product's own discount, in minor units. */
export function listPrice(product: Product): number {
  const { price } = product;
  return discounted(product, price.type === "usage_based_price" ? price.fixed_price : price.price);
}

/** Returns a price after the product's own discount. */
export function discounted(product: Product, price: number): number {
  return price - share(price, product.price.discount_bps ?? 0, 10_000);
}

/** Returns whether a checkout may set the amount; Dodo ignores it for every other product. */
export function isPayWhatYouWant(product: Product): boolean {
  return product.price.type === "one_time_price" && product.price.pay_what_you_want === true;
}

function oneTimePrice(seed: ProductSeed): Price {
  return {
    ...sharedPrice(seed),
    type: "one_time_price",
    pay_what_you_want: seed.pay_what_you_want ?? seed.price === undefined,
    suggested_price: seed.suggested_price ?? null,
  };
}

function recurringPrice(seed: ProductSeed): Price {
  return {
    ...sharedPrice(seed),
    type: "recurring_price",
    payment_frequency_count: 1,
    payment_frequency_interval: "Month",
    subscription_period_count: 10,
    subscription_period_interval: "Year",
    trial_period_days: 0,
  };
}

function sharedPrice(
  seed: ProductSeed,
): Pick<
  Price.OneTimePrice,
  "currency" | "price" | "discount" | "discount_bps" | "purchasing_power_parity" | "tax_inclusive"
> {
  const currency = seed.currency ?? "USD";
  if (!isKnownCurrency(currency))
    throw new TypeError(`no rate for the product currency ${currency}`);
  return {
    currency,
    price: seed.price ?? 100,
    discount: 0,
    discount_bps: seed.discount_bps ?? 0,
    purchasing_power_parity: false,
    tax_inclusive: seed.tax_inclusive ?? false,
  };
}
