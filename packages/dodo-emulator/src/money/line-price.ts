import type { Product } from "dodopayments/resources/products/products";
import { notFound, refused } from "../errors.ts";
import { convert, isKnownCurrency, type KnownCurrency } from "./currency.ts";
import type { CheckoutOrder, OrderLine } from "./order.ts";
import type { Pricing, PricingRules } from "./pricing.ts";
import { discounted, isDeleted, isPayWhatYouWant, listPrice } from "./product.ts";

/**
 * Returns the price of each line of an order before discount codes are applied and tax is added, in
 * minor units of the first product's currency. `amount` is what the buyer entered for a line whose
 * amount is open. Throws a `DodoError` for an unknown or archived product, an unsupported currency,
 * or an amount below the minimum.
 */
export function linePrices(
  order: CheckoutOrder,
  { products, rules }: Pick<Pricing, "products" | "rules">,
  amount?: number,
): number[] {
  const { currency } = firstProduct(order, products);
  return order.lines.map((line) => {
    const product = productOf(line.product_id, products);
    return convert(linePrice(product, line, rules, amount), currencyOf(product), currency);
  });
}

/** Returns the price of an order before codes are applied and tax is added; see `linePrices`. */
export function orderPrice(
  order: CheckoutOrder,
  pricing: Pick<Pricing, "products" | "rules">,
  amount?: number,
): number {
  return linePrices(order, pricing, amount).reduce((sum, price) => sum + price, 0);
}

/**
 * Returns the amount for one unit of the first line whose amount the buyer chooses, before the
 * product's own discount. Returns `null` if the order has no such line. `amount` is what the buyer
 * entered. Throws a `DodoError` if the amount for the line is below the minimum.
 */
export function openAmount(
  order: CheckoutOrder,
  products: Pricing["products"],
  amount?: number,
): number | null {
  for (const line of order.lines) {
    const product = products.get(line.product_id);
    if (line.amount === null && product !== undefined && isPayWhatYouWant(product))
      return chosenAmount(product, line, amount);
  }
  return null;
}

/** Returns the currency of an order: that of its first product. */
export function orderCurrency(order: CheckoutOrder, products: Pricing["products"]): KnownCurrency {
  return firstProduct(order, products).currency;
}

/** Returns whether the prices of an order include tax, as its first product says. */
export function isTaxInclusive(order: CheckoutOrder, products: Pricing["products"]): boolean {
  return firstProduct(order, products).product.price.tax_inclusive === true;
}

/**
 * Returns the product with the given id. Throws `NOT_FOUND`, or `PRODUCT_IS_DELETED` if the product
 * is archived.
 */
export function productOf(product_id: string, products: Pricing["products"]): Product {
  const product = products.get(product_id);
  if (product === undefined) throw notFound(`product ${product_id}`);
  // The message is empty because Dodo's reference lists this code without one.
  if (isDeleted(product)) throw refused("PRODUCT_IS_DELETED", "");
  return product;
}

function firstProduct(
  order: CheckoutOrder,
  products: Pricing["products"],
): { product: Product; currency: KnownCurrency } {
  const product = productOf(order.lines[0].product_id, products);
  return { product, currency: currencyOf(product) };
}

function currencyOf(product: Product): KnownCurrency {
  const { currency } = product.price;
  if (isKnownCurrency(currency)) return currency;
  throw refused("UNSUPPORTED_CURRENCY", `currency ${currency} is not supported`);
}

function linePrice(
  product: Product,
  line: OrderLine,
  rules: PricingRules,
  amount: number | undefined,
): number {
  // As in Dodo, the line's `amount` is silently ignored for a product with a fixed price.
  if (!isPayWhatYouWant(product)) return listPrice(product) * line.quantity;
  const each = discounted(product, chosenAmount(product, line, amount));
  return rules.amount_with_quantity === "line" && line.amount !== null
    ? each
    : each * line.quantity;
}

/**
 * Returns the amount of a line whose product has no fixed price: the merchant's, or else the
 * buyer's, or else the suggested one, or else the minimum. Throws if the amount is below the
 * minimum.
 */
function chosenAmount(product: Product, line: OrderLine, amount: number | undefined): number {
  const one_time = product.price.type === "one_time_price" ? product.price : null;
  const minimum = one_time?.price ?? 0;
  const chosen = line.amount ?? amount ?? one_time?.suggested_price ?? minimum;
  if (chosen >= minimum) return chosen;
  throw refused("REQUEST_AMOUNT_BELOW_MINIMUM", `the amount is below the minimum of ${minimum}`);
}
