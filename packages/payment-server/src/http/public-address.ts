/** The public address of the service, with which the absolute addresses of its routes begin. */
import { PaymentError } from "../errors.ts";
import { isLoopbackHost } from "../loopback.ts";

/**
 * The public address. The absolute address of a route consists of this address, `base_path` and the
 * path of the route.
 */
export interface BaseAddress {
  origin: string;
  /**
   * The path that a proxy removes before the routes see a request, such as `/shop`, without a slash
   * at its end; `""` for none.
   */
  path: string;
}

/** What the public address is derived from. */
export interface AddressSettings {
  /** The address from `base_url`; `null` if it was not set. */
  base: BaseAddress | null;
  /** Whether a provider is in live_mode. If so, only `base` counts. */
  live: boolean;
  /**
   * `address` is that of the last request to a loopback host; `null` if there was none.
   * `createCheckout()`, which receives no request, uses this address. All contexts of a service
   * share this object.
   */
  last_local: { address: BaseAddress | null };
}

/** The message of the error for an unknown public address. */
export const ADDRESS_UNKNOWN =
  "The server does not know its public address; set `base_url` or DOWNCITY_CITY_BASE_URL, such as `https://shop.example`.";

/**
 * The message that is reported if a page of another host opens a checkout whose links lead to this
 * machine.
 */
export const ADDRESS_DOUBTFUL =
  "A page of another host has opened a checkout, and its links lead to this machine; set `base_url` or DOWNCITY_CITY_BASE_URL, such as `https://shop.example`.";

/**
 * Returns the public address. It is `base_url` if that is set. Otherwise, in test mode, it is the
 * request's own origin if that is on loopback. In all other cases, returns `null`. Anyone can send
 * a `Host` header, so a link that is built from it could lead a buyer to another site.
 *
 * Behind a proxy, the request's own origin may be `localhost` although the buyer is on another
 * machine. So the own origin counts only if the `Host` header and the headers of proxies name no
 * other host. A link is never built from a header that names another host.
 */
export function ownAddress(settings: AddressSettings, request: Request): BaseAddress | null {
  if (settings.base !== null) return settings.base;
  if (settings.live || !isLocalRequest(request)) return null;
  return { origin: localOrigin(request), path: "" };
}

/**
 * Returns the origin of a request on this machine. Some servers, such as SvelteKit's, give the
 * request the scheme `https` although they serve http. A browser knows the scheme. So if the
 * request has an `Origin` with the same host and port, that origin is used.
 */
function localOrigin(request: Request): string {
  const { origin, host } = new URL(request.url);
  const page = request.headers.get("origin") ?? "";
  return /^https?:/.test(page) && URL.canParse(page) && new URL(page).host === host
    ? new URL(page).origin
    : origin;
}

/** Returns the public address for server code that handles no request; `null` if it is unknown. */
export function addressWithoutRequest(settings: AddressSettings): BaseAddress | null {
  return settings.base ?? (settings.live ? null : settings.last_local.address);
}

/** Remembers the address of a request to a loopback host for `addressWithoutRequest()`. */
export function rememberLocal(settings: AddressSettings, request: Request): void {
  if (settings.base !== null || leadsElsewhere(settings, request)) return;
  const address = ownAddress(settings, request);
  if (address !== null) settings.last_local.address = address;
}

/** Returns `address`. Throws `configuration` if it is `null`, which means that it is unknown. */
export function requireAddress(address: BaseAddress | null): BaseAddress {
  if (address !== null) return address;
  throw new PaymentError("configuration", ADDRESS_UNKNOWN);
}

/**
 * Returns whether `base_url` is not set and the request comes from a page on another host than this
 * machine. A link in the answer that leads to this machine is then wrong for the page. Such
 * requests come through a proxy that hides the host that the browser requested. A page of an app,
 * such as `capacitor://localhost`, does not count.
 */
export function leadsElsewhere(settings: AddressSettings, request: Request): boolean {
  const host = hostOfPage(request.headers.get("origin") ?? "");
  return settings.base === null && host !== null && !isLoopbackHost(host);
}

/** Returns whether an origin is that of a page of this machine, such as `http://localhost:5173`. */
export function isLocalOrigin(origin: string): boolean {
  const host = hostOfPage(origin);
  return host !== null && isLoopbackHost(host);
}

/**
 * Returns whether every host in the request's URL, `Host`, `X-Forwarded-Host` and `Forwarded` can
 * only mean this machine.
 */
function isLocalRequest(request: Request): boolean {
  const { headers, url } = request;
  const forwarded = [...(headers.get("forwarded") ?? "").matchAll(/\bhost="?([^";,]*)/gi)];
  const named = [
    headers.get("host") ?? "",
    ...(headers.get("x-forwarded-host") ?? "").split(","),
    ...forwarded.map(([, host = ""]) => host),
  ];
  return (
    isLoopbackHost(new URL(url).hostname) &&
    named.every((host) => host.trim() === "" || isLocalOrigin(`http://${host.trim()}`))
  );
}

/** Returns the host name of an http or https origin; `null` for any other. */
function hostOfPage(origin: string): string | null {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url.hostname : null;
}
