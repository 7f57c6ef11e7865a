import type { CheckoutSessionCreateParams } from "dodopayments/resources/checkout-sessions";
import * as v from "valibot";
import type { CheckoutRequest, SessionState } from "../../core/provider.ts";
import type { DodoSettings } from "./options.ts";
import { statusOf } from "./payment.ts";
import { invalidAnswer } from "./rejection.ts";

const SessionObject = v.object({
  session_id: v.pipe(v.string(), v.minLength(1)),
  checkout_url: v.pipe(v.string(), v.url()),
});

/** Dodo leaves out, or sets to null, what is not known while the buyer is still at the details. */
const StatusObject = v.object({
  id: v.optional(v.string()),
  payment_id: v.nullish(v.string()),
  payment_status: v.optional(v.fallback(v.nullable(v.string()), "unreadable")),
});

/**
 * The body of `POST /checkouts`, made so that nothing can differ from the buyer's side: the amount always sent, one piece,
 * no discount codes, no choice of currency, our ids as strings. Nothing in it comes from a browser.
 */
export function checkoutBody(
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

/** The session of an answer. Throws `provider_invalid` if it lacks a page, or the page is not on Dodo's hosts. */
export function readSessionAnswer(
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

/**
 * What has become of the session that was asked about. Throws `provider_invalid` for an answer that is not about it: any
 * other JSON, such as a notice of maintenance, would be taken for "nobody has paid".
 */
export function readSessionState(body: unknown, session_id: string): SessionState {
  const answer = v.safeParse(StatusObject, body);
  if (!answer.success) throw invalidAnswer("about a session makes no sense");
  const { id, payment_id, payment_status } = answer.output;
  if (id !== undefined && id !== session_id) throw invalidAnswer("is about another session");
  if (id === undefined && payment_id === undefined && payment_status === undefined)
    throw invalidAnswer("does not say what has become of the session");
  const provider_payment_id = payment_id || null;
  const silent = provider_payment_id === null && (payment_status ?? null) === null;
  return {
    known: true,
    provider_payment_id,
    status: silent ? null : statusOf(payment_status ?? null),
  };
}
