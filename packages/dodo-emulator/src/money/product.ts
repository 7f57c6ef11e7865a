import type { Price, Product } from "dodopayments/resources/products/products";
import { timestampOf } from "../clock.ts";
import { isKnownCurrency, share } from "./currency.ts";

/**
 * A product in short form. `putProduct()` also accepts every other field of Dodo's product, and
 * such a field replaces the default.
 */
export interface ProductSeed {
  product_id: string;
  /** The name that the checkout page shows. Default `Balance topup`. */
  name?: string;
  /** The currency of the price. Default `USD`. */
  currency?: string;
  /** The price in minor units, or the minimum if `pay_what_you_want` is true. Default 100. */
  price?: number;
  /** Whether each checkout sets the amount itself. Default true unless a price is given. */
  pay_what_you_want?: boolean;
  /** The amount, in minor units, that the checkout page suggests to the buyer. */
  suggested_price?: number | null;
  /** Whether the price includes tax. Default false. */
  tax_inclusive?: boolean;
  /** The product's own discount in basis points. Default 0. */
  discount_bps?: number;
  /** Whether the product is a subscription. Default false. */
  recurring?: boolean;
  /** Whether the product is archived, so that a checkout with it is refused. Default false. */
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

// The archived products. They are in a set because Dodo's product has no field for being archived.
const deleted_products: WeakSet<Product> = new WeakSet();

/**
 * Builds a complete Dodo product from a seed. Fields that are not part of `ProductSeed` are copied
 * to the product unchanged. Throws a `TypeError` for a currency that the emulator has no rate for,
 * and for a discount above the price.
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
  if (seed.deleted === true) markDeleted(product);
  return product;
}

/** Returns whether a product is archived, so that a checkout with it is refused. */
export function isDeleted(product: Product): boolean {
  return deleted_products.has(product);
}

/** Returns the ids of the archived products among the given ones. */
export function deletedProducts(products: ReadonlyMap<string, Product>): string[] {
  return [...products.values()].filter(isDeleted).map(({ product_id }) => product_id);
}

/** Archives a product, so that a checkout with it is refused. */
export function markDeleted(product: Product | undefined): void {
  if (product !== undefined) deleted_products.add(product);
}

/** Returns the configured price after the product's own discount, in minor units. */
export function listPrice(product: Product): number {
  const { price } = product;
  return discounted(product, price.type === "usage_based_price" ? price.fixed_price : price.price);
}

/** Returns whether a product can have the discount, which is in basis points. */
export function isDiscountRate(bps: number): boolean {
  return Number.isInteger(bps) && bps >= 0 && bps <= 10_000;
}

/** Returns a price after the product's own discount. */
export function discounted(product: Product, price: number): number {
  return price - share(price, product.price.discount_bps ?? 0, 10_000);
}

/** Returns whether the buyer or the merchant chooses the amount of a product in each checkout. */
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
  const discount_bps = seed.discount_bps ?? 0;
  if (!isDiscountRate(discount_bps))
    throw new TypeError("discount_bps must be a whole number of basis points, at most 10000");
  return {
    currency,
    price: seed.price ?? 100,
    discount: 0,
    discount_bps,
    purchasing_power_parity: false,
    tax_inclusive: seed.tax_inclusive ?? false,
  };
}
