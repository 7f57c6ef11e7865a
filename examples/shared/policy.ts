// The Content-Security-Policy of the shop's page, and the check of where a request comes from.

/** The environment variables, or none in a runtime without a `process`. */
const { DODO_API_BASE_URL, DOWNCITY_CITY_BASE_URL }: Record<string, string | undefined> =
  globalThis.process?.env ?? {};

/**
 * The origins of the checkout page: Dodo's, or that of the local Dodo, whose API and page have one
 * address.
 */
const CHECKOUTS = [
  "https://checkout.dodopayments.com",
  "https://test.checkout.dodopayments.com",
  ...(DODO_API_BASE_URL ? [new URL(DODO_API_BASE_URL).origin] : []),
];

/**
 * The headers of a page. The policy is strict, and the button needs no exception. Browsers check
 * `form-action` at every redirect of a form, so it names the checkout too.
 */
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
  // `no-store` would keep the page out of the browser's back/forward cache.
  "cache-control": "private, no-cache",
};

/** Whether the shop sells from the local Dodo, as the demo does, so that no real money is at stake. */
export const IS_DEMO: boolean = Boolean(DODO_API_BASE_URL);

/** The headers of answers that are not pages. */
export const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/**
 * Returns whether one of the shop's own pages sent the request. A browser sends the shop's cookie
 * with a form of any site, but names that site in `Origin`. Behind a proxy the shop's address comes
 * from the environment.
 */
export function isOwnPage(request: Request): boolean {
  const own = DOWNCITY_CITY_BASE_URL || request.url;
  return request.headers.get("origin") === new URL(own).origin;
}
