import { PaymentClientError } from "./errors.ts";

/** Matches addresses on Dodo's checkout hosts, in live and in test mode. */
const DODO = /^https:\/\/(test\.)?checkout\.dodopayments\.com\//;
const LOCAL = /^https?:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?\//;

/**
 * Returns the normalized address of a checkout. The address must be an https address on one of
 * Dodo's hosts or on one of `hosts`. In `hosts`, a host is written with its port unless the port is
 * 443. A page on localhost may also open a checkout on localhost, such as the emulator's. Throws
 * `unsafe_checkout_url` for any other address.
 */
export function safeCheckoutUrl(value: string, hosts: readonly string[] = []): string {
  // The address is compared in its normalized form, in which backslashes before the query are
  // slashes. A user name that imitates an allowed host does not match, because it is followed by
  // `@` and not by a slash.
  const href = URL.canParse(value) ? new URL(value).href : "";
  if (
    DODO.test(href) ||
    hosts.some((host) => href.startsWith(`https://${host}/`)) ||
    (LOCAL.test(href) && LOCAL.test(globalThis.location?.href))
  )
    return href;
  throw new PaymentClientError("unsafe_checkout_url");
}
