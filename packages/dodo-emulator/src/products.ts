import type { Price, Product } from "dodopayments/resources/products/products";
import { timestampOf } from "./clock.ts";
import { isKnownCurrency, share } from "./money.ts";

/** A product in short; `putProduct` also takes any other field of Dodo's product and lays it over. */
export interface ProductSeed {
  product_id: string;
  /** Shown on the checkout page. Default `Balance topup`. */
  name?: string;
  /** Default `USD`. */
  currency?: string;
  /** The price, or with pay what you want the minimum, in minor units. Default 100. */
  price?: number;
  /** Default true when no price is given, else false. */
  pay_what_you_want?: boolean;
  /** What the page proposes when the buyer chooses the amount. */
  suggested_price?: number | null;
  /** Whether tax is carved out of the price. Default false. */
  tax_inclusive?: boolean;
  /** The product's own discount in basis points. Default 0. */
  discount_bps?: number;
  /** A subscription. Default false. */
  recurring?: boolean;
  /** Archived: it can be read, and a checkout with it is refused. Default false. */
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

// Dodo's product says nothing of it.
const deleted_products: WeakSet<Product> = new WeakSet();

/** A seed as Dodo's whole product, with the fields a seed does not know laid over it. */
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
    price: buildPrice(seed),
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

/** Whether a checkout with this product is refused. */
export function isDeleted(product: Product): boolean {
  return deleted_products.has(product);
}

/** The price in minor units before anybody chose an amount, after the product's own discount. */
export function listPrice(product: Product): number {
  const { price } = product;
  return discounted(product, price.type === "usage_based_price" ? price.fixed_price : price.price);
}

/** A price after the product's own discount. */
export function discounted(product: Product, price: number): number {
  return price - share(price, product.price.discount_bps ?? 0, 10_000);
}

/** Whether the amount of a checkout is honoured; for every other product it is silently ignored. */
export function isPayWhatYouWant(product: Product): boolean {
  return product.price.type === "one_time_price" && product.price.pay_what_you_want === true;
}

function buildPrice(seed: ProductSeed): Price {
  const currency = seed.currency ?? "USD";
  if (!isKnownCurrency(currency))
    throw new TypeError(`no rate for the product currency ${currency}`);
  const shared = {
    currency,
    price: seed.price ?? 100,
    discount: 0,
    discount_bps: seed.discount_bps ?? 0,
    purchasing_power_parity: false,
    tax_inclusive: seed.tax_inclusive ?? false,
  };
  if (seed.recurring !== true) {
    const pay_what_you_want = seed.pay_what_you_want ?? seed.price === undefined;
    return {
      ...shared,
      type: "one_time_price",
      pay_what_you_want,
      suggested_price: seed.suggested_price ?? null,
    };
  }
  return {
    ...shared,
    type: "recurring_price",
    payment_frequency_count: 1,
    payment_frequency_interval: "Month",
    subscription_period_count: 10,
    subscription_period_interval: "Year",
    trial_period_days: 0,
  };
}
