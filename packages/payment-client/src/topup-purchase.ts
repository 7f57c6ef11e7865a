/** Opens the checkout of a topup after a click, and creates the topup first if there is none. */
import type { BuyerClient } from "./buyer-client.ts";
import { safeCheckoutUrl } from "./checkout-url.ts";
import { PaymentClientError } from "./errors.ts";
import { openPage, openTab } from "./open-page.ts";
import type { TopupStoreOptions } from "./topup-options.ts";
import type { Phase } from "./topup-state.ts";
import {
  ignorePollInFlight,
  schedule,
  show,
  startPolling,
  type TopupWatch,
} from "./topup-watch.ts";
import type { Checkout } from "./wire.ts";

/**
 * How many milliseconds the browser has for leaving the page. After that, the payment is polled.
 */
const LEAVING_MS = 20_000;
/** The phases in which a click may start a payment. With `createTopup` it also may in `applied`. */
const PAYABLE: ReadonlySet<Phase> = new Set(["idle", "failed", "canceled", "error"]);

/**
 * Opens the checkout. Without a fixed `topup_id`, polls an open payment first, because the buyer
 * may have paid it. The checkout is then opened only if a payment can still start. If the state is
 * `slow`, only polls. Does nothing in a phase in which no payment can start, such as `creating` or
 * `held`.
 */
export async function pay(
  watch: TopupWatch,
  options: TopupStoreOptions,
  method_id: string | undefined,
): Promise<void> {
  const { phase, slow } = watch.$topup.get();
  if (slow) return await startPolling(watch);
  if (phase === "applied" && options.createTopup) watch.open = undefined;
  else if (!PAYABLE.has(phase)) return;
  else watch.open ??= watch.topup_memory.read();
  // An earlier payment, or one in another tab, may be paid by now. That payment is polled before a
  // new topup is created. With a fixed `topup_id` this is not needed, because the server refuses to
  // open a checkout for a paid topup.
  if (!watch.topup_id && watch.open) {
    await startPolling(watch);
    if (!PAYABLE.has(watch.$topup.get().phase)) return;
  }
  await openCheckout(watch, options, method_id);
}

async function openCheckout(
  watch: TopupWatch,
  options: TopupStoreOptions,
  method_id: string | undefined,
): Promise<void> {
  clearTimeout(watch.poll_timer);
  ignorePollInFlight(watch);
  show(watch, "creating");
  const { client, abort_controller } = watch;
  const { signal } = abort_controller;
  const { return_to, language } = options;
  let { topup_id } = watch;
  // The tab is opened before the requests, because browsers may block a tab that is not the
  // immediate result of a click.
  let tab: Window | null = null;
  try {
    tab = options.navigate ? null : openTab(options.target);
    topup_id ||= await createTopup(options);
    const checkout = await createCheckout(
      client,
      { topup_id, method_id, language },
      return_to,
      signal,
    );
    const leaves = watch.$topup.get().phase === "creating" && leave(watch, options, checkout, tab);
    if (!leaves) tab?.close();
  } catch (error) {
    tab?.close();
    if (signal.aborted) show(watch, "idle");
    else await showRefusal(watch, error as PaymentClientError, topup_id);
  }
}

/**
 * Calls the option `createTopup` and returns the id of the topup. Throws `no_topup` if the option
 * is not set. If the function throws or returns no id, throws `topup_not_created`, which is
 * retryable because the failure may be temporary. An error of this package is thrown unchanged.
 * Such an error is recognized by its field `retryable`, because its class may be that of another
 * copy of the package.
 */
async function createTopup(options: TopupStoreOptions): Promise<string> {
  if (!options.createTopup) throw new PaymentClientError("no_topup");
  let cause: unknown;
  try {
    const topup_id = await options.createTopup();
    if (typeof topup_id === "string" && topup_id) return topup_id;
  } catch (error) {
    if ("retryable" in Object(error)) throw error;
    cause = error;
  }
  throw new PaymentClientError("topup_not_created", { cause });
}

async function createCheckout(
  client: BuyerClient,
  body: Parameters<BuyerClient["createCheckout"]>[0],
  return_to: string | undefined,
  signal: AbortSignal,
): Promise<Checkout> {
  const with_return = { ...body, return_to: return_to ?? globalThis.location?.href };
  return await client.createCheckout(with_return, { signal }).catch((error: PaymentClientError) => {
    // `invalid_return_to` means that the server does not allow links back to this page. Unless the
    // option `return_to` is set, the checkout is then opened without a link back.
    if (error.code !== "invalid_return_to" || return_to) throw error;
    return client.createCheckout(body, { signal });
  });
}

/**
 * Stores the record of the payment and opens the checkout. Returns `false` if `onCheckout` has
 * returned `false`: the page then stays, and the payment is polled. Throws `unsafe_checkout_url` or
 * `checkout_blocked`.
 */
function leave(
  watch: TopupWatch,
  options: TopupStoreOptions,
  checkout: Checkout,
  tab: Window | null,
): boolean {
  const { topup_id, payment_id, status_url, checkout_url } = checkout;
  const url = safeCheckoutUrl(checkout_url, options.checkout_hosts);
  watch.topup_memory.write((watch.open = { topup_id, payment_id, status_url }));
  show(watch, "redirecting");
  if (options.onCheckout?.(checkout) === false) {
    void startPolling(watch, true);
    return false;
  }
  const leaves = options.navigate ? (options.navigate(url), true) : openPage(url, tab);
  // A payment in another tab is polled at once. While the payment is unpaid, the button can be
  // clicked again, because the buyer may have closed the other tab.
  schedule(watch, leaves ? LEAVING_MS : 0, () => void startPolling(watch));
  return true;
}

/**
 * Polls the payment that prevents a new checkout. If the error has no `status_url` of such a
 * payment, shows the error instead.
 */
async function showRefusal(
  watch: TopupWatch,
  error: PaymentClientError,
  topup_id: string | undefined,
): Promise<void> {
  const { status_url } = error;
  if (!status_url) return show(watch, "error", { topup_id, error });
  watch.open = { topup_id, status_url };
  await startPolling(watch, true);
}
