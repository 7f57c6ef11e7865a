import type { BuyerClient, Token } from "./buyer-client.ts";
import type { PaymentClientError } from "./errors.ts";
import type { Checkout } from "./wire.ts";

/**
 * The options of `createTopupStore()`. `client`, `endpoint`, `topup_id` and `id` must not be
 * replaced later. The other options are read at each use, so they may be replaced at any time.
 */
export interface TopupStoreOptions {
  /** The client to use. By default one is created from `endpoint` and `token`. */
  client?: BuyerClient | undefined;
  /** The address of the payment routes. Default `/v1/payment`. */
  endpoint?: string | undefined;
  /** The id of the topup to pay. Without it, `createTopup` creates the topup. */
  topup_id?: string | undefined;
  /**
   * A name for what `createTopup` sells, such as `pack-small`. The browser remembers the open
   * payment under this name, so that the payment is found again after a reload.
   */
  id?: string | undefined;
  /** A bearer token, or a function that returns one. Without it the page's cookies are used. */
  token?: Token | undefined;
  /**
   * Creates a topup and returns its id. This function is called for each purchase, unless
   * `topup_id` is set.
   */
  createTopup?: (() => Promise<string> | string) | undefined;
  /**
   * The `status_url` of a checkout that was opened elsewhere, such as on a server. The store polls
   * the payment of that checkout.
   */
  status_url?: string | undefined;
  /**
   * The address that the result page links back to. The default is the address of this page, if the
   * server accepts it.
   */
  return_to?: string | undefined;
  /**
   * The language of the page, such as `de`. The result page is shown in it too, if it exists in
   * that language.
   */
  language?: string | undefined;
  /** Hosts of checkout pages that are allowed besides Dodo's own. */
  checkout_hosts?: readonly string[] | undefined;
  /**
   * Called before the checkout is opened. If this function returns `false`, as for a checkout in an
   * overlay, the store does not open the checkout, and polls the payment.
   */
  onCheckout?: ((checkout: Checkout) => boolean) | undefined;
  /**
   * The place of the checkout: a new tab with `_blank`, otherwise the whole page. This holds in a
   * frame too, because a checkout must not be framed. If one of the two is not possible, the other
   * is used.
   */
  target?: string | undefined;
  /** A function that opens the checkout. If it is given, `target` is ignored. */
  navigate?: ((url: string) => void) | undefined;
  /**
   * Called with the error if the methods could not be loaded, so that it can be shown to a
   * developer.
   */
  onMethodsError?: ((error: PaymentClientError) => void) | undefined;
  /**
   * How long a `confirming` payment is polled automatically, in milliseconds. Default two minutes,
   * and ten for `waitForTopup()`.
   */
  patience_ms?: number | undefined;
}
