import { PaymentError } from "../errors.ts";
import { isLoopbackHost } from "../loopback.ts";

/** The public address: what a browser and the provider are given in front of `base_path`. */
export interface BaseAddress {
  origin: string;
  /** What is taken off before a request reaches the routes, such as `/shop`; `""` for nothing. No slash at its end. */
  path: string;
}

/** Where this server stands on the web, and whom it lets in. Origins are exact. */
export interface OriginSettings {
  /** From `base_url`; `null` when it was not set. */
  base: BaseAddress | null;
  allowed_origins: ReadonlySet<string>;
  return_origins: ReadonlySet<string>;
}

/** Our own address: `base_url`, or the request's origin on loopback. A Host header is trusted nowhere else. */
export function ownAddress(settings: OriginSettings, request: Request): BaseAddress | null {
  if (settings.base !== null) return settings.base;
  const url = new URL(request.url);
  return isLoopbackHost(url.hostname) ? { origin: url.origin, path: "" } : null;
}

/** Its absence is an error that says the fix. */
export function requireAddress(address: BaseAddress | null): BaseAddress {
  if (address !== null) return address;
  throw new PaymentError(
    "configuration",
    "The server does not know its public address; set `base_url` or DOWNCITY_CITY_BASE_URL.",
  );
}

/** A browser sends cookies along with any site's form: without a token of its own a POST must be JSON from an origin we know. */
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

/** Whether a program put an `Authorization` header there: Basic, Digest and Negotiate are added by a browser itself, to any site's form too. */
export function carriesToken(request: Request): boolean {
  const authorization = request.headers.get("authorization") ?? "";
  return authorization !== "" && !/^(basic|digest|negotiate|ntlm)\b/i.test(authorization);
}

/** CORS headers for an origin that is allowed; none for any other. */
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

/** The answer to a preflight. */
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

/** Where a result page may lead back to: an address on our own origin or on one of `return_origins`. Throws `invalid_return_to`. */
export function readReturnTo(
  settings: OriginSettings,
  own: BaseAddress,
  value: string | null,
): string | null {
  if (value === null) return null;
  const from = `${own.origin}${own.path}/`;
  // A backslash or a control character is read differently by browsers and by URL parsers.
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
