import { PaymentClientError } from "./errors.ts";

const DODO = /^https:\/\/(test\.)?checkout\.dodopayments\.com\//;
const LOCAL = /^https?:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?\//;

/**
 * The address to leave for: https on Dodo's hosts or on `hosts` (each with its port, where it has one). A page on this
 * machine may also go to a checkout on this machine: that is the local Dodo of development. Throws `unsafe_checkout_url`.
 */
export function safeCheckoutUrl(value: string, hosts: readonly string[] = []): string {
  // As the browser will read it: what is odd about an address is gone by then, or stands before the host.
  const href = URL.canParse(value) ? new URL(value).href : "";
  if (
    DODO.test(href) ||
    hosts.some((host) => href.startsWith(`https://${host}/`)) ||
    (LOCAL.test(href) && LOCAL.test(globalThis.location?.href))
  )
    return href;
  throw new PaymentClientError("unsafe_checkout_url");
}
