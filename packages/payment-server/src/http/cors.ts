/** What pages and apps of other origins may read and send (CORS). */

/** The origins whose pages may call the routes: the option `allowed_origins`, in lower case. */
export interface AllowedOrigins {
  allowed_origins: ReadonlySet<string>;
}

/** The headers that an allowed origin may send, whatever the preflight names. */
const USUAL_HEADERS: readonly string[] = ["authorization", "content-type"];
/** Matches a header name in lower case: a token of RFC 9110 with at most 100 characters. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/;
const MAX_HEADERS = 100;

/** Returns whether `allowed_origins` contains an origin, as a browser sends it. */
export function isAllowedOrigin(settings: AllowedOrigins, origin: string | null): origin is string {
  return origin !== null && settings.allowed_origins.has(origin.toLowerCase());
}

/**
 * Adds the CORS headers to the answer if the request's origin is allowed. Adds `Vary: Origin` to
 * every answer unless the option `allowed_origins` is empty.
 */
export function addCorsHeaders(
  settings: AllowedOrigins,
  request: Request,
  { headers }: Response,
): void {
  if (settings.allowed_origins.size > 0) headers.append("vary", "Origin");
  const origin = request.headers.get("origin");
  if (!isAllowedOrigin(settings, origin)) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-credentials", "true");
  headers.set("access-control-expose-headers", "retry-after, x-request-id");
}

/**
 * Answers a CORS preflight. An allowed origin may send every header that the preflight names,
 * within the limits of `headersToAllow()`. Tracing libraries and multi-tenant applications use
 * headers of their own. Allowing these headers is safe, because an allowed origin may call all
 * routes anyway.
 */
export function preflight(settings: AllowedOrigins, request: Request): Response {
  const response = new Response(null, { status: 204 });
  addCorsHeaders(settings, request, response);
  const { headers } = response;
  headers.set("vary", "Origin, Access-Control-Request-Headers");
  if (!isAllowedOrigin(settings, request.headers.get("origin"))) return response;
  headers.set("access-control-allow-methods", "GET, POST");
  headers.set("access-control-allow-headers", headersToAllow(request).join(", "));
  headers.set("access-control-max-age", "600");
  return response;
}

/**
 * Returns the usual headers and those that the preflight names, without names that are not valid.
 * If the preflight names more than 100, returns only the usual ones.
 */
function headersToAllow(request: Request): string[] {
  const asked = (request.headers.get("access-control-request-headers") ?? "")
    .toLowerCase()
    .split(",", MAX_HEADERS + 1)
    .map((name) => name.trim());
  if (asked.length > MAX_HEADERS) return [...USUAL_HEADERS];
  return [...new Set([...USUAL_HEADERS, ...asked.filter((name) => HEADER_NAME.test(name))])];
}
