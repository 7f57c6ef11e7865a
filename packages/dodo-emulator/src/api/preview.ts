import type { CheckoutSessionPreviewResponse } from "dodopayments/resources/checkout-sessions";
import type { CountryCode } from "dodopayments/resources/misc";
import type { EmulatorContext } from "../context.ts";
import { pricingOf } from "../ledger/account.ts";
import { type KnownCurrency, share } from "../money/currency.ts";
import { linePrices, orderCurrency, productOf } from "../money/line-price.ts";
import type { CheckoutOrder, OrderLine } from "../money/order.ts";
import type { Pricing } from "../money/pricing.ts";
import { checkTotal, type Quote, quoteOrder, shownPrice } from "../money/quote.ts";
import type { ApiCall } from "./call.ts";
import { readOrder } from "./checkout-order.ts";
import { readBody } from "./fields.ts";

type CartLine = CheckoutSessionPreviewResponse.ProductCart;

/** Answers `POST /checkouts/preview` with what a checkout would cost. Creates nothing. */
export function previewCheckout(
  call: ApiCall,
  context: EmulatorContext,
): CheckoutSessionPreviewResponse {
  const order = readOrder(readBody(call.body));
  const pricing = pricingOf(context);
  const now = context.settings.clock.now();
  const quote = quoteOrder(order, { codes: order.discount_codes }, pricing, now);
  checkTotal(quote);
  const { currency, subtotal, discount, tax, total } = quote;
  return {
    // `readOrder` has checked that the country is a `CountryCode`, but returns it as a string.
    billing_country: (order.billing_country ?? "US") as CountryCode,
    currency,
    current_breakup: { subtotal, discount, tax, total_amount: total },
    is_byop: false,
    payment_method_required: total > 0,
    product_cart: cartLines(order, quote, pricing),
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

/** The amounts of a cart line: `price` is in the currency `from`, the others in `currency`. */
interface LineAmounts {
  price: number;
  shown: number;
  discount: number;
  tax: number;
  from: KnownCurrency;
  currency: KnownCurrency;
}

function cartLines(order: CheckoutOrder, quote: Quote, pricing: Pricing): CartLine[] {
  const from = orderCurrency(order, pricing.products);
  const prices = linePrices(order, pricing);
  const sum = prices.reduce((a, b) => a + b, 0);
  return order.lines.map((line, i) => {
    const price = prices[i] ?? 0;
    return cartLine(line, pricing, {
      price,
      shown: shownPrice(price, from, quote.currency, pricing.rules),
      discount: share(quote.discount, price, sum),
      tax: share(quote.tax, price, sum),
      from,
      currency: quote.currency,
    });
  });
}

function cartLine(line: OrderLine, { products, rules }: Pricing, amounts: LineAmounts): CartLine {
  const product = productOf(line.product_id, products);
  const { price, shown, discount, tax, from, currency } = amounts;
  return {
    product_id: product.product_id,
    name: product.name ?? null,
    description: product.description ?? null,
    quantity: line.quantity,
    currency,
    og_currency: from,
    og_price: price,
    discounted_price: shown - discount,
    discount_amount: discount,
    discount_cycle: null,
    is_subscription: product.is_recurring,
    is_usage_based: product.price.type === "usage_based_price",
    meters: [],
    addons: null,
    credit_entitlements: [],
    tax,
    tax_category: product.tax_category,
    tax_inclusive: product.price.tax_inclusive ?? false,
    // Dodo does not document the unit of the rate; the emulator returns basis points.
    tax_rate: rules.tax_bps,
  };
}
