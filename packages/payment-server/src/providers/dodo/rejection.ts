/** Translates errors of Dodo's API to ours, without Dodo's messages: they may contain anything. */
import { PaymentError } from "../../errors.ts";
import type { DodoSettings } from "./settings.ts";

/**
 * Maps an error code of Dodo's to a message that says what the operator can do
 * (https://docs.dodopayments.com/api-reference/error-codes). Codes are compared in lower case,
 * because that page writes some of them in upper case and some in lower case.
 */
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

/**
 * Translates an error of the SDK. The code is `provider_rejected` if Dodo refuses the request for
 * any reason but its rate limit, and `provider_invalid` for a redirect. Any other error is
 * `provider_unavailable`, which may be retried.
 */
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
  // A 404 or 410 that Dodo itself sends was already handled by `isNotFound`. So this one comes from
  // a proxy, and the request may be retried.
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

/**
 * Returns for how many milliseconds Dodo refuses further calls, or `null` if the error is not a
 * 429. The time is read from the header `Retry-After`, or else from `X-RateLimit-Reset`. If neither
 * has a positive number, the time is `LIMITED_MS`. Dodo documents no unit for `X-RateLimit-Reset`,
 * so a number above 1e9 counts as a time in Unix seconds, and any other as a number of seconds.
 */
export function rateLimitedFor(error: unknown, now: number): number | null {
  if (Reflect.get(Object(error), "status") !== 429) return null;
  const headers: unknown = Reflect.get(Object(error), "headers");
  const read = (name: string): number =>
    headers instanceof Headers ? Number(headers.get(name) ?? Number.NaN) : Number.NaN;
  const reset = read("x-ratelimit-reset");
  const until_reset = reset > 1e9 ? reset - now / 1_000 : reset;
  const seconds = [read("retry-after"), until_reset].find((value) => value > 0);
  return seconds === undefined ? LIMITED_MS : seconds * 1_000;
}

/** How long Dodo's rate limit is assumed to last if the answer does not say it. */
const LIMITED_MS = 10_000;

/**
 * Whether Dodo itself says that the object does not exist or no longer exists. Dodo's errors have a
 * `code` and a `message` (https://docs.dodopayments.com/api-reference/error-codes). The 404 page of
 * a proxy has neither, and says nothing about the object.
 */
export function isNotFound(error: unknown): boolean {
  const status: unknown = Reflect.get(Object(error), "status");
  const body: unknown = Reflect.get(Object(error), "error");
  const own =
    typeof Reflect.get(Object(body), "code") === "string" ||
    typeof Reflect.get(Object(body), "message") === "string";
  return (status === 404 || status === 410) && own;
}

/**
 * Creates the error for a response that is not as the API documents it. `what` completes the
 * sentence that begins with "Dodo's answer".
 */
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
