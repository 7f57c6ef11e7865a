/** Creates a checkout session: the request that is sent, and the response that is accepted. */
import type { CheckoutSessionCreateParams } from "dodopayments/resources/checkout-sessions";
import * as v from "valibot";
import type { CheckoutRequest, OpenedCheckout } from "../../core/provider.ts";
import type { CallApi } from "./api.ts";
import { readSellable, taxInclusive, type ReadProduct } from "./product-reader.ts";
import { invalidAnswer } from "./rejection.ts";
import type { DodoSettings } from "./settings.ts";

/**
 * How long a hosted session can be paid: 24 hours
 * (https://docs.dodopayments.com/developer-resources/checkout-session).
 */
const SESSION_MS = 24 * 3_600_000;

/** `checkout_url` may be null; a session without a page is of no use to a buyer. */
const SessionObject = v.object({
  session_id: v.pipe(v.string(), v.minLength(1)),
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
 * Creates a page on which `product_id` can be paid. The product is checked first, and the session
 * is created by exactly one POST: Dodo documents no idempotency key for it
 * (https://docs.dodopayments.com/api-reference/checkout-sessions/create), so a repeated POST would
 * make a second session that can be paid too.
 */
export async function openCheckout(
  { api, settings, readProduct, clock }: CheckoutContext,
  request: CheckoutRequest,
  product_id: string,
): Promise<OpenedCheckout> {
  const product = await readSellable(settings, readProduct, product_id, request);
  const body = await api(
    async (client) =>
      await client.checkoutSessions.create(checkoutBody(request, settings, product_id), {
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
 * The body of `POST /checkouts`. Nothing in it comes from a browser, and nothing on the page can
 * change the price: without `amount` the buyer of a pay-what-you-want product types any amount
 * (https://docs.dodopayments.com/developer-resources/dynamic-pricing-checkout), and without these
 * flags a discount code or another currency would be accepted
 * (https://docs.dodopayments.com/developer-resources/checkout-session). Metadata values are
 * strings, which every version of the API accepts.
 */
function checkoutBody(
  request: CheckoutRequest,
  settings: DodoSettings,
  product_id: string,
): CheckoutSessionCreateParams {
  const { payment, topup, return_url, cancel_url } = request;
  return {
    product_cart: [{ product_id, quantity: 1, amount: payment.amount_minor }],
    billing_currency: settings.currency.toUpperCase() as NonNullable<
      CheckoutSessionCreateParams["billing_currency"]
    >,
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

/**
 * Reads the new session. Throws `provider_invalid` if it lacks a page, or if the page is not on one
 * of the allowed hosts: buyers are sent there.
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
