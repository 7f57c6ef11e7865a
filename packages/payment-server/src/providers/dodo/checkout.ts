/** Creates checkout sessions: builds the request to Dodo and validates the response. */
import type { CheckoutSessionCreateParams } from "dodopayments/resources/checkout-sessions";
import * as v from "valibot";
import type { CheckoutRequest, OpenedCheckout } from "../../core/provider.ts";
import type { CallApi } from "./api.ts";
import { readSellable, taxInclusive, type ReadProduct } from "./product-reader.ts";
import { invalidAnswer } from "./rejection.ts";
import { readCheckoutDetails, type CheckoutFields } from "./checkout-details.ts";
import { LOCAL, type DodoSettings } from "./settings.ts";

/**
 * How long a hosted session can be paid, in milliseconds: 24 hours
 * (https://docs.dodopayments.com/developer-resources/checkout-session).
 */
const SESSION_MS = 24 * 3_600_000;

/** The response to `POST /checkouts`. A session whose `checkout_url` is `null` is rejected. */
const SessionObject = v.object({
  session_id: v.pipe(v.string(), v.regex(/^\P{C}{1,200}$/u)),
  checkout_url: v.pipe(v.string(), v.url()),
});

/** What `openCheckout` needs besides the request. */
export interface CheckoutContext {
  api: CallApi;
  settings: DodoSettings;
  readProduct: ReadProduct;
  clock(): number;
}

/**
 * Creates a checkout session for the product `product_id`. Before that, calls the option `checkout`
 * and checks the product. The session is created by exactly one POST: Dodo documents no idempotency
 * key (https://docs.dodopayments.com/api-reference/checkout-sessions/create), so a repeated POST
 * would create a second session that can be paid too.
 */
export async function openCheckout(
  { api, settings, readProduct, clock }: CheckoutContext,
  request: CheckoutRequest,
  product_id: string,
): Promise<OpenedCheckout> {
  const details = await readCheckoutDetails(settings.checkout, request.topup);
  const product = await readSellable(settings, readProduct, product_id, request);
  const body = await api(
    async (client) =>
      await client.checkoutSessions.create(checkoutBody(request, settings, product_id, details), {
        signal: request.signal,
      }),
  );
  const { session_id, checkout_url } = readOpenedSession(body, settings);
  return {
    provider_session_id: session_id,
    checkout_url,
    tax_inclusive: taxInclusive(product) === true,
    business_id: product.business_id,
    expires_at: clock() + SESSION_MS,
  };
}

/**
 * Builds the body of `POST /checkouts`. The buyer must not be able to change the price on the
 * checkout page. Therefore `amount` is always set: otherwise the buyer of a pay-what-you-want
 * product could type any amount
 * (https://docs.dodopayments.com/developer-resources/dynamic-pricing-checkout). The `feature_flags`
 * turn off discount codes and the choice of a currency
 * (https://docs.dodopayments.com/developer-resources/checkout-session). Amounts and ids come from
 * our row and the host's topup, and not from a browser. The host's `details` come first, so that
 * they cannot replace any other field. Metadata values are strings, which every version of the API
 * accepts.
 */
function checkoutBody(
  request: CheckoutRequest,
  settings: DodoSettings,
  product_id: string,
  details: CheckoutFields,
): CheckoutSessionCreateParams {
  const { payment, topup, return_url, cancel_url } = request;
  return {
    ...details,
    product_cart: [{ product_id, quantity: 1, amount: payment.amount_minor }],
    ...billingCurrency(settings),
    feature_flags: { allow_discount_code: false, allow_currency_selection: false },
    return_url,
    cancel_url,
    metadata: {
      payment_id: payment.payment_id,
      topup_id: topup.topup_id,
      user_id: topup.user_id,
      credits: String(topup.credits),
      usd_cents: String(topup.usd_cents),
    },
  };
}

/** Returns the currency of the page, or nothing if Dodo chooses it. */
function billingCurrency({
  currency,
}: DodoSettings): Pick<CheckoutSessionCreateParams, "billing_currency"> {
  if (currency === LOCAL) return {};
  const billing_currency = currency.toUpperCase() as NonNullable<
    CheckoutSessionCreateParams["billing_currency"]
  >;
  return { billing_currency };
}

/**
 * Reads the created session from Dodo's response. Throws `provider_invalid` if `session_id` or
 * `checkout_url` is missing or not valid. `checkout_url` must be an https address of an allowed
 * host, without a user name, because the buyer is redirected to it. If the API has a loopback host,
 * an http address on that host is accepted too.
 */
function readOpenedSession(
  body: unknown,
  settings: DodoSettings,
): { session_id: string; checkout_url: string } {
  const parsed = v.safeParse(SessionObject, body);
  if (!parsed.success) throw invalidAnswer("has no session and page");
  const url = new URL(parsed.output.checkout_url);
  const local = url.protocol === "http:" && new URL(settings.api_base_url).host === url.host;
  if (
    !settings.checkout_hosts.includes(url.host) ||
    (url.protocol !== "https:" && !local) ||
    url.username !== ""
  ) {
    throw invalidAnswer(
      "names a page that is not on Dodo's hosts (if it is your own checkout domain, name it in `checkout_hosts`)",
    );
  }
  return parsed.output;
}
