import type { Topup } from "../../core/host.ts";
import type { Environment } from "../../core/payment.ts";
import type { KnownOptions } from "../../known-options.ts";
import type { DescribeCheckout } from "./checkout-details.ts";

/**
 * Options of {@link dodoPaymentProvider}. An option takes precedence over its environment variable.
 * An empty option or variable counts as absent.
 */
export interface DodoOptions {
  /** `DODO_PAYMENTS_API_KEY`: a key of the same mode as `environment`, with write access. */
  api_key?: string | undefined;
  /**
   * `DODO_PRODUCT_ID`: the id of a one-time product in USD. The product is pay-what-you-want, or
   * has a fixed price that equals the price of the topup. If the option is a function, that
   * function returns the id for a topup.
   */
  product_id?: string | ((topup: Topup) => string) | undefined;
  /**
   * `DODO_WEBHOOK_KEY` or `DODO_PAYMENTS_WEBHOOK_KEY`: the signing key of the webhook endpoint,
   * `whsec_…`. During a rotation, pass several keys separated by spaces.
   */
  webhook_key?: string | undefined;
  /**
   * `DODO_ENVIRONMENT` or `DODO_PAYMENTS_ENVIRONMENT`: `test_mode` (default) or `live_mode`; `test`
   * and `live` mean the same.
   */
  environment?: Environment | "test" | "live" | undefined;
  /**
   * `DODO_CURRENCY`: the currency that buyers are shown, default `usd`. It is sent to Dodo as the
   * billing currency. With `local`, Dodo chooses the currency of the buyer's country, and can offer
   * payment methods that exist only in that currency (UPI, iDEAL, Pix). If a buyer pays in another
   * currency than USD, the amount that Dodo settles in USD is compared with the price.
   */
  currency?: string | undefined;
  /**
   * Returns what you know about the buyer, and what you want to set on the checkout page. The
   * function is called once for each checkout that is opened. Its result is sent to Dodo once, and
   * is neither stored nor logged. No checkout is opened if the function throws, takes longer than
   * two seconds, or returns a field that is unknown or wrong.
   */
  checkout?: DescribeCheckout | undefined;
  /**
   * `DODO_API_BASE_URL`: the address of the API, for tests and the emulator. In `live_mode` only
   * Dodo's own address is accepted.
   */
  api_base_url?: string | undefined;
  /** Additional hosts on which a checkout page is accepted, such as your own checkout domain. */
  checkout_hosts?: readonly string[] | undefined;
  /** The name of the method in the method list; default `Dodo Payments`. */
  label?: string | undefined;
  /** The function that sends the requests to Dodo; default the runtime's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** The names of the options. */
export const OPTIONS: KnownOptions<DodoOptions> = {
  api_key: true,
  product_id: true,
  webhook_key: true,
  environment: true,
  currency: true,
  checkout: true,
  api_base_url: true,
  checkout_hosts: true,
  label: true,
  fetch: true,
};
