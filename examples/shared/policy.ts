// What a browser may do with the shop's page, and whose requests change something.

/** Not every runtime has a `process`. */
const { DODO_API_BASE_URL, DOWNCITY_CITY_BASE_URL }: Record<string, string | undefined> =
  globalThis.process?.env ?? {};

/** Where a checkout is: at Dodo, or at the local Dodo of development, which answers its API and its page at one address. */
const CHECKOUTS = [
  "https://checkout.dodopayments.com",
  "https://test.checkout.dodopayments.com",
  ...(DODO_API_BASE_URL ? [new URL(DODO_API_BASE_URL).origin] : []),
];

/** Strict as it stands: the button needs no exception. A form that is redirected is held to `form-action` at every step. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'self'",
    `form-action 'self' ${CHECKOUTS.join(" ")}`,
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ].join("; "),
  "x-content-type-options": "nosniff",
  // Asked about each time, and still kept alive for the browser's Back, which `no-store` may forbid.
  "cache-control": "private, no-cache",
};

/** For answers that are not pages. */
export const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** A browser sends the shop's cookie along with any site's form, but names the site; behind a proxy the shop's own address is set. */
export function isOwnPage(request: Request): boolean {
  const own = DOWNCITY_CITY_BASE_URL || request.url;
  return request.headers.get("origin") === new URL(own).origin;
}
