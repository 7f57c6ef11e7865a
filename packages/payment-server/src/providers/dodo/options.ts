import type { Topup } from "../../core/host.ts";
import type { Environment } from "../../core/payment.ts";

/**
 * Options of {@link dodoPaymentProvider}. An option wins over its variable of the environment, and
 * an empty value of either counts as absent.
 */
export interface DodoOptions {
  /** `DODO_PAYMENTS_API_KEY`: a key of the same mode as `environment`, with write access. */
  api_key?: string | undefined;
  /**
   * `DODO_PRODUCT_ID`: a one-time product in USD that is pay-what-you-want, or whose fixed price
   * equals that of the topup. A function picks the product of each topup.
   */
  product_id?: string | ((topup: Topup) => string) | undefined;
  /**
   * `DODO_WEBHOOK_KEY`: the signing key of the webhook endpoint, `whsec_…`. During a rotation,
   * several keys separated by spaces.
   */
  webhook_key?: string | undefined;
  /** `DODO_ENVIRONMENT`: `test_mode` (default) or `live_mode`; `test` and `live` mean the same. */
  environment?: Environment | "test" | "live" | undefined;
  /**
   * `DODO_CURRENCY`: the currency that buyers are shown, default `usd`. Another one is requested as
   * the billing currency, and the payment is judged by its settlement in USD.
   */
  currency?: string | undefined;
  /**
   * `DODO_API_BASE_URL`: the address of the API, for tests and the emulator. In `live_mode` only
   * Dodo's own is accepted.
   */
  api_base_url?: string | undefined;
  /** Further hosts that a checkout page may be on, such as your own checkout domain. */
  checkout_hosts?: readonly string[] | undefined;
  /** The name of the method in the method list; default `Dodo Payments`. */
  label?: string | undefined;
  /** Sends the requests; default the runtime's `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}
