import type { Product } from "dodopayments/resources/products/products";
import type { CheckoutOrder } from "./api/checkout-order.ts";
import { notFound, refused } from "./errors.ts";
import { convert, convertWithFee, isKnownCurrency, type KnownCurrency, share } from "./money.ts";
import type { Settings } from "./options.ts";
import { discounted, isDeleted, isPayWhatYouWant, listPrice } from "./products.ts";

/** What a payment comes to, in minor units; Dodo shows the tax only once the payment has succeeded. */
export interface Charge {
  currency: KnownCurrency;
  total: number;
  tax: number;
  /** The total as unfinished and failed payments show it. */
  untaxed: number;
  settlement_currency: KnownCurrency;
  settlement_total: number;
  settlement_tax: number;
  settlement_untaxed: number;
}

/** What the buyer decides on the page, all in minor units of the product's currency. */
export interface BuyerChoice {
  currency?: string | undefined;
  discount?: number | undefined;
  tax?: number | undefined;
  amount?: number | undefined;
}

type Products = ReadonlyMap<string, Product>;

/** What each line of an order costs, in minor units of the currency of the first product. */
export function linePrices(
  order: CheckoutOrder,
  products: Products,
  settings: Settings,
  amount?: number,
): number[] {
  const { currency } = firstProduct(order, products);
  return order.lines.map((line) => {
    const product = productOf(line.product_id, products);
    return convert(linePrice(product, line, settings, amount), currencyOf(product), currency);
  });
}

/** The price of an order before discount codes and tax, in the currency of its first product. */
export function orderPrice(
  order: CheckoutOrder,
  products: Products,
  settings: Settings,
  amount?: number,
): number {
  return linePrices(order, products, settings, amount).reduce((sum, price) => sum + price, 0);
}

/** The currency of an order's first product, in which the order is priced. */
export function orderCurrency(order: CheckoutOrder, products: Products): KnownCurrency {
  return firstProduct(order, products).currency;
}

/** Works out a payment: price, discount, tax, then the buyer's currency and the settlement in USD. */
export function chargeOrder(
  order: CheckoutOrder,
  products: Products,
  settings: Settings,
  choice: BuyerChoice,
): Charge {
  const { product, currency: from } = firstProduct(order, products);
  const price =
    orderPrice(order, products, settings, choice.amount) -
    wholeAmount(choice.discount ?? 0, "discount");
  if (price < 0)
    throw refused("INVALID_REQUEST_PARAMETERS", "the discount is larger than the price");
  const inclusive = product.price.tax_inclusive === true;
  const tax =
    choice.tax === undefined
      ? taxOf(price, settings.tax_bps, inclusive)
      : wholeAmount(choice.tax, "tax");
  const total = inclusive ? price : price + tax;

  const currency = choice.currency ?? order.billing_currency ?? from;
  if (!isKnownCurrency(currency))
    throw refused("UNSUPPORTED_CURRENCY", `currency ${currency} is not supported`);
  const fees_inside = settings.adaptive_currency_fees === "inclusive" && currency !== from;
  const charged = (amount: number): number =>
    fees_inside ? convert(amount, from, currency) : convertWithFee(amount, from, currency);
  // The fee the buyer did not pay on top is what the merchant gets less.
  const kept = (amount: number): number => {
    const usd = convert(amount, from, "USD");
    return fees_inside
      ? share(usd, convert(price, from, currency), convertWithFee(price, from, currency))
      : usd;
  };
  const untaxed = charged(price);
  const converted_tax = currency === from ? tax : share(untaxed, tax, price);
  return {
    currency,
    total: inclusive ? untaxed : untaxed + converted_tax,
    tax: converted_tax,
    untaxed,
    settlement_currency: "USD",
    settlement_total: kept(total),
    settlement_tax: kept(tax),
    settlement_untaxed: kept(price),
  };
}

function linePrice(
  product: Product,
  line: CheckoutOrder["lines"][number],
  settings: Settings,
  amount: number | undefined,
): number {
  if (!isPayWhatYouWant(product)) return listPrice(product) * line.quantity;
  const suggested = product.price.type === "one_time_price" ? product.price.suggested_price : null;
  const chosen = line.amount ?? amount ?? suggested ?? minimumOf(product);
  if (chosen < minimumOf(product))
    throw refused(
      "REQUEST_AMOUNT_BELOW_MINIMUM",
      `the amount is below the minimum of ${minimumOf(product)}`,
    );
  const each = discounted(product, chosen);
  return settings.amount_with_quantity === "line" && line.amount !== null
    ? each
    : each * line.quantity;
}

function minimumOf(product: Product): number {
  return product.price.type === "one_time_price" ? product.price.price : 0;
}

function taxOf(price: number, bps: number, inclusive: boolean): number {
  return inclusive ? price - share(price, 10_000, 10_000 + bps) : share(price, bps, 10_000);
}

function firstProduct(
  order: CheckoutOrder,
  products: Products,
): { product: Product; currency: KnownCurrency } {
  const product = productOf(order.lines[0].product_id, products);
  return { product, currency: currencyOf(product) };
}

function productOf(product_id: string, products: Products): Product {
  const product = products.get(product_id);
  if (product === undefined) throw notFound(`product ${product_id}`);
  // Documented without a message.
  if (isDeleted(product)) throw refused("PRODUCT_IS_DELETED", "");
  return product;
}

function currencyOf(product: Product): KnownCurrency {
  const { currency } = product.price;
  if (isKnownCurrency(currency)) return currency;
  throw refused("UNSUPPORTED_CURRENCY", `currency ${currency} is not supported`);
}

function wholeAmount(amount: number, name: string): number {
  if (Number.isSafeInteger(amount) && amount >= 0) return amount;
  throw refused("INVALID_REQUEST_PARAMETERS", `${name} must be a whole number of minor units`);
}
