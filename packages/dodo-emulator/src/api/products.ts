import type { Price, Product, ProductListResponse } from "dodopayments/resources/products/products";
import type { EmulatorContext } from "../context.ts";
import { DodoError, invalidBody, notFound, refused } from "../errors.ts";
import { newId } from "../ids.ts";
import { isKnownCurrency } from "../money/currency.ts";
import { buildProduct, isDeleted, isDiscountRate, listPrice } from "../money/product.ts";
import type { ApiCall } from "./call.ts";
import { readBody, readFields, readFlag, readText, readWhole } from "./fields.ts";
import { pageOf } from "./lists.ts";
import { readMetadata } from "./metadata.ts";

const tax_categories = ["digital_products", "saas", "e_book", "edtech", "live_tutoring"] as const;

/** Answers `GET /products/{id}`. */
export function readProduct(call: ApiCall, { state }: EmulatorContext): Product {
  const product = state.products.get(call.id);
  if (product === undefined) throw notFound(`product ${call.id}`);
  return product;
}

/**
 * Answers `GET /products` with one page of products, newest first. By default, archived products
 * are left out. With `archived=true`, only archived products are listed.
 */
export function listProducts(
  { query }: ApiCall,
  { state }: EmulatorContext,
): { items: ProductListResponse[] } {
  const archived = query.get("archived") === "true";
  const recurring = query.get("recurring");
  const found = [...state.products.values()]
    .filter((product) => isDeleted(product) === archived)
    .filter((product) => recurring === null || String(product.is_recurring) === recurring)
    .filter(({ brand_id }) => (query.get("brand_id") ?? brand_id) === brand_id);
  return { items: pageOf(found, query).map(listItem) };
}

/** Answers `POST /products`: creates a product with a one-time or recurring price. */
export function createProduct(call: ApiCall, { state, settings }: EmulatorContext): Product {
  const body = readBody(call.body);
  const name = readText(body["name"], "name");
  if (name === null) throw invalidBody("name is missing");
  const price = readPrice(body["price"]);
  const now = settings.clock.now();
  const product = buildProduct(
    {
      product_id: newId("pdt", now),
      name,
      recurring: price.type === "recurring_price",
      price: price.price,
      description: readText(body["description"], "description"),
      metadata: readMetadata(body["metadata"]),
      tax_category: readTaxCategory(body["tax_category"]),
    },
    settings.business_id,
    now,
  );
  // A price field that the body leaves out keeps the default value of a new product.
  product.price = { ...product.price, ...price } as Price;
  state.products.set(product.product_id, product);
  return product;
}

function readTaxCategory(given: unknown): Product["tax_category"] {
  const category = tax_categories.find((known) => known === given);
  if (category !== undefined) return category;
  throw invalidBody(`tax_category must be one of ${tax_categories.join(", ")}`);
}

/**
 * Reads the price of a product. Throws a `DodoError` if the price is refused, for example because
 * the emulator does not support its type or currency.
 */
function readPrice(given: unknown): Partial<Price> & { type: Price["type"]; price: number } {
  const fields = readFields(given, "price");
  const type = fields?.["type"];
  if (type === "usage_based_price")
    throw new DodoError(422, "NOT_EMULATED", "usage_based_price is not emulated");
  if (fields === null || (type !== "one_time_price" && type !== "recurring_price"))
    throw invalidBody("price.type must be one_time_price or recurring_price");
  const currency = readText(fields["currency"], "price.currency");
  if (!isKnownCurrency(currency))
    throw refused("UNSUPPORTED_CURRENCY", `currency ${currency} is not supported`);
  const price = readWhole(fields["price"], "price.price");
  if (price === null || price < 0) throw invalidBody("price.price must be at least 0");
  const flags = ["pay_what_you_want", "purchasing_power_parity", "tax_inclusive"];
  for (const flag of flags) readFlag(fields[flag], `price.${flag}`);
  for (const figure of ["discount", "suggested_price"])
    readWhole(fields[figure], `price.${figure}`);
  if (!isDiscountRate(readWhole(fields["discount_bps"], "price.discount_bps") ?? 0))
    throw invalidBody("price.discount_bps must be from 0 to 10000");
  return { ...fields, type, currency, price };
}

function listItem(product: Product): ProductListResponse {
  const { price } = product;
  return {
    product_id: product.product_id,
    business_id: product.business_id,
    name: product.name ?? null,
    description: product.description ?? null,
    image: product.image ?? null,
    is_recurring: product.is_recurring,
    tax_category: product.tax_category,
    currency: price.currency,
    price: listPrice(product),
    price_detail: price,
    pricing_mode: product.pricing_mode ?? null,
    tax_inclusive: price.tax_inclusive ?? null,
    entitlements: [],
    metadata: product.metadata,
    created_at: product.created_at,
    updated_at: product.updated_at,
  };
}
