import { PaymentClientError } from "./errors.ts";

/** Dodo's checkout hosts for live and test mode. */
const DODO = /^https:\/\/(test\.)?checkout\.dodopayments\.com\//;
const LOCAL = /^https?:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?\//;

/**
 * Returns the address of a checkout if the page may be left for it: https on Dodo's hosts or on one
 * of `hosts`, each written with its port if it has one. A page on localhost may also be left for a
 * checkout on localhost, such as that of the emulator. Throws `unsafe_checkout_url` otherwise.
 */
export function safeCheckoutUrl(value: string, hosts: readonly string[] = []): string {
  // The address as the browser reads it: a backslash is a slash by then, and a user name that
  // imitates a host stands before the real host, so that the comparison below fails.
  const href = URL.canParse(value) ? new URL(value).href : "";
  if (
    DODO.test(href) ||
    hosts.some((host) => href.startsWith(`https://${host}/`)) ||
    (LOCAL.test(href) && LOCAL.test(globalThis.location?.href))
  )
    return href;
  throw new PaymentClientError("unsafe_checkout_url");
}
