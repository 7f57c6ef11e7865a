import { PaymentError } from "../../errors.ts";
import type { DodoSettings } from "./options.ts";

/** What Dodo's own codes mean for whoever runs the server. Compared without regard to case; the message may be missing. */
const FIXES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    request_amount_below_minimum:
      "The amount is below the product's minimum price; lower the minimum in Dodo's dashboard or raise your smallest topup.",
    total_payment_amount_below_minimum_amount:
      "The amount is below what Dodo can charge (about 50 cents); raise your smallest topup.",
    merchant_not_live:
      "The Dodo account is not approved for live payments yet; finish its verification or use test_mode.",
    product_is_deleted: "The product was deleted at Dodo; set DODO_PRODUCT_ID to one that exists.",
    unsupported_currency: "Dodo does not support the currency; set DODO_CURRENCY to another one.",
    no_eligible_payment_methods:
      "Dodo has no payment method for this amount and currency; check the account's payment methods.",
  }),
);

/** An error of the SDK as one of ours: our sentence, never its text. */
export function rejection(error: unknown, settings: DodoSettings): PaymentError {
  const status: unknown = Reflect.get(Object(error), "status");
  if (typeof status !== "number") return unavailable(error);
  if (status === 401 || status === 403) {
    return new PaymentError(
      "provider_rejected",
      `Dodo refused the API key: check that DODO_PAYMENTS_API_KEY is a key of ${settings.environment} with write access.`,
      { cause: error },
    );
  }
  if (status === 429) {
    return new PaymentError(
      "provider_unavailable",
      "Dodo asks for fewer requests; try again in a few seconds.",
      { cause: error, retry_after_ms: 10_000 },
    );
  }
  // A 404 or 410 that is not Dodo's comes from something in between.
  if (status === 404 || status === 408 || status === 410 || status >= 500)
    return unavailable(error);
  if (status < 400)
    return new PaymentError(
      "provider_invalid",
      "Dodo answered with a redirect; check DODO_API_BASE_URL.",
      { cause: error },
    );
  const fix =
    FIXES.get(codeOf(error)) ??
    "Dodo refused the request; `check()` says what is wrong with the product.";
  return new PaymentError("provider_rejected", fix, { cause: error });
}

/** Dodo says that what was asked for does not exist, or not any more: in its own words, as a proxy's 404 page is not. */
export function isUnknownThere(error: unknown): boolean {
  const status: unknown = Reflect.get(Object(error), "status");
  const body: unknown = Reflect.get(Object(error), "error");
  const own =
    typeof Reflect.get(Object(body), "code") === "string" ||
    typeof Reflect.get(Object(body), "message") === "string";
  return (status === 404 || status === 410) && own;
}

/** An answer that is not what the API documents. */
export function invalidAnswer(what: string): PaymentError {
  return new PaymentError("provider_invalid", `Dodo's answer ${what}; nothing was decided on it.`, {
    retry_after_ms: 10_000,
  });
}

function unavailable(cause: unknown): PaymentError {
  return new PaymentError(
    "provider_unavailable",
    "Dodo cannot be reached or has trouble; try again in a few seconds.",
    { cause, retry_after_ms: 5_000 },
  );
}

function codeOf(error: unknown): string {
  const body: unknown = Reflect.get(Object(error), "error");
  const code: unknown = Reflect.get(Object(body), "code");
  return typeof code === "string" ? code.toLowerCase() : "";
}
