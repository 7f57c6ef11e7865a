/**
 * The public address of the service, and the origins that may call it (CORS, CSRF) or be linked to.
 */
import { PaymentError } from "../errors.ts";
import { isLoopbackHost } from "../loopback.ts";

/**
 * The public address, which stands in front of `base_path` in every link that a browser or the
 * provider receives.
 */
export interface BaseAddress {
  origin: string;
  /**
   * The path that a proxy removes before the routes see a request, such as `/shop`, without a slash
   * at its end; `""` for none.
   */
  path: string;
}

/**
 * The origins from the options, as `URL.origin` spells them, so that they can be compared exactly.
 */
export interface OriginSettings {
  /** The address from `base_url`; `null` if it was not set. */
  base: BaseAddress | null;
  allowed_origins: ReadonlySet<string>;
  return_origins: ReadonlySet<string>;
}

/**
 * Returns the public address: `base_url`, or the request's own origin on a loopback host. Returns
 * `null` otherwise: anyone can send a Host header, so a link that is built from it could lead a
 * buyer to another site.
 */
export function ownAddress(settings: OriginSettings, request: Request): BaseAddress | null {
  if (settings.base !== null) return settings.base;
  const url = new URL(request.url);
  return isLoopbackHost(url.hostname) ? { origin: url.origin, path: "" } : null;
}

/** Returns the address. Throws `configuration` if it is unknown. */
export function requireAddress(address: BaseAddress | null): BaseAddress {
  if (address !== null) return address;
  throw new PaymentError(
    "configuration",
    "The server does not know its public address; set `base_url` or DOWNCITY_CITY_BASE_URL.",
  );
}

/**
 * Refuses a POST that another site could have made a browser send (CSRF). A request without a
 * bearer token must be JSON, and must come from the service's own origin or one of
 * `allowed_origins`. Throws `unsupported_media_type` or `forbidden_origin`.
 */
export function assertSameSite(settings: OriginSettings, request: Request): void {
  if (carriesToken(request)) return;
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new PaymentError("unsupported_media_type", "Send the body as application/json.");
  if (!isKnown(settings, request)) {
    throw new PaymentError(
      "forbidden_origin",
      "This page may not call the payment routes; name its origin in `allowed_origins`, or send an Authorization header.",
    );
  }
}

/**
 * Returns whether the request has an `Authorization` header that only a program can set. A browser
 * adds Basic, Digest and Negotiate by itself, even for other sites, so they do not count.
 */
export function carriesToken(request: Request): boolean {
  const authorization = request.headers.get("authorization") ?? "";
  return authorization !== "" && !/^(basic|digest|negotiate|ntlm)\b/i.test(authorization);
}

/** Returns the CORS headers of an answer to an allowed origin, and none for any other. */
export function corsHeaders(settings: OriginSettings, request: Request): Record<string, string> {
  const origin = request.headers.get("origin");
  if (origin === null || !settings.allowed_origins.has(origin)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "retry-after, x-request-id",
    vary: "Origin",
  };
}

/** Answers a CORS preflight. */
export function preflight(settings: OriginSettings, request: Request): Response {
  const cors = corsHeaders(settings, request);
  const allowed: Record<string, string> = {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-max-age": "600",
  };
  return new Response(null, {
    status: 204,
    headers: "access-control-allow-origin" in cors ? { ...cors, ...allowed } : { vary: "Origin" },
  });
}

/**
 * Checks `return_to`, the address that the result page links back to, and returns it as an absolute
 * address. It must be a path, or an address on our own origin or one of `return_origins`, of at
 * most 2,000 characters. Throws `invalid_return_to` otherwise.
 */
export function readReturnTo(
  settings: OriginSettings,
  own: BaseAddress,
  value: string | null,
): string | null {
  if (value === null) return null;
  const from = `${own.origin}${own.path}/`;
  // An address with a backslash or a control character is refused, because browsers and URL parsers
  // read it differently.
  const url =
    !/[\\\u0000-\u0020]/.test(value) && URL.canParse(value, from) ? new URL(value, from) : null;
  const web =
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username === "" &&
    url.password === "";
  const known =
    url !== null && (url.origin === own.origin || settings.return_origins.has(url.origin));
  if (url !== null && web && known && value.length <= 2_000) return url.href;
  throw new PaymentError(
    "invalid_return_to",
    "`return_to` must be an address on one of the server's `return_origins`.",
  );
}

function isKnown(settings: OriginSettings, request: Request): boolean {
  const origin = request.headers.get("origin");
  return (
    origin !== null &&
    (origin === ownAddress(settings, request)?.origin || settings.allowed_origins.has(origin))
  );
}
