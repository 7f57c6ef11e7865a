import type { CheckoutSessionPreviewResponse } from "dodopayments/resources/checkout-sessions";
import type { CountryCode } from "dodopayments/resources/misc";
import type { Product } from "dodopayments/resources/products/products";
import { linePrices, orderCurrency } from "../charge.ts";
import { notFound } from "../errors.ts";
import { convert, convertWithFee, type KnownCurrency, share } from "../money.ts";
import { checkTotal, quoteOrder } from "../quote.ts";
import type { State } from "../state.ts";
import type { ApiCall, ApiContext } from "./call.ts";
import { type OrderLine, readOrder } from "./checkout-order.ts";
import { readBody } from "./fields.ts";

type CartLine = CheckoutSessionPreviewResponse.ProductCart;

/** `POST /checkouts/preview`: what a checkout with this body would come to; creates nothing. */
export function previewCheckout(
  call: ApiCall,
  { state, settings }: ApiContext,
): CheckoutSessionPreviewResponse {
  const order = readOrder(readBody(call.body));
  const quote = quoteOrder(order, { codes: order.discount_codes }, state, settings);
  checkTotal(quote);
  const { currency, subtotal, discount, tax, total } = quote;
  const from = orderCurrency(order, state.products);
  const prices = linePrices(order, state.products, settings);
  const sum = prices.reduce((a, b) => a + b, 0);
  const spread = (amount: number, price: number): number => share(amount, price, sum);
  const fee_on_top = settings.adaptive_currency_fees === "exclusive";
  const shown = (price: number): number =>
    fee_on_top ? convertWithFee(price, from, currency) : convert(price, from, currency);
  return {
    // A string of two capitals by then.
    billing_country: (order.billing_country ?? "US") as CountryCode,
    currency,
    current_breakup: { subtotal, discount, tax, total_amount: total },
    is_byop: false,
    payment_method_required: total > 0,
    product_cart: order.lines.map((line, i) =>
      cartLine(
        line,
        {
          price: prices[i] ?? 0,
          from,
          currency,
          shown,
          discount: spread(discount, prices[i] ?? 0),
          tax: spread(tax, prices[i] ?? 0),
          tax_bps: settings.tax_bps,
        },
        state,
      ),
    ),
    total_price: total,
    total_tax: tax,
    next_billing_date: null,
    recurring_breakup: null,
    subscriptions: null,
    tax_id_business_name: null,
    tax_id_err_msg: null,
    tax_id_format_name: null,
    trial_amount: null,
    trial_period_days: null,
  };
}

interface LineFigures {
  price: number;
  from: KnownCurrency;
  currency: KnownCurrency;
  shown: (price: number) => number;
  discount: number;
  tax: number;
  tax_bps: number;
}

function cartLine(line: OrderLine, figures: LineFigures, state: State): CartLine {
  const product = productOf(line, state);
  return {
    product_id: product.product_id,
    name: product.name ?? null,
    description: product.description ?? null,
    quantity: line.quantity,
    currency: figures.currency,
    og_currency: figures.from,
    og_price: figures.price,
    discounted_price: figures.shown(figures.price) - figures.discount,
    discount_amount: figures.discount,
    discount_cycle: null,
    is_subscription: product.is_recurring,
    is_usage_based: product.price.type === "usage_based_price",
    meters: [],
    addons: null,
    credit_entitlements: [],
    tax: figures.tax,
    tax_category: product.tax_category,
    tax_inclusive: product.price.tax_inclusive ?? false,
    // Basis points: the unit is not documented.
    tax_rate: figures.tax_bps,
  };
}

function productOf({ product_id }: OrderLine, { products }: State): Product {
  const product = products.get(product_id);
  if (product === undefined) throw notFound(`product ${product_id}`);
  return product;
}
