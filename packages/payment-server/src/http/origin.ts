/** The origins whose pages may call the routes (CSRF), and those that may be linked to. */
import { PaymentError } from "../errors.ts";
import { isAllowedOrigin, type AllowedOrigins } from "./cors.ts";
import {
  isLocalOrigin,
  ownAddress,
  requireAddress,
  type AddressSettings,
  type BaseAddress,
} from "./public-address.ts";

/**
 * The public address, and the origins from the options in the form in which origins are compared.
 */
export interface OriginSettings extends AddressSettings, AllowedOrigins {
  /** The option `return_origins`, in the form of `URL.origin`. */
  return_origins: ReadonlySet<string>;
}

/**
 * Refuses a POST that another site could have made a browser send (CSRF). A request without a token
 * in `Authorization` must be JSON, and must come from the service's own origin or one of
 * `allowed_origins`. Throws `unsupported_media_type` or `forbidden_origin`. Throws `configuration`
 * if the own origin is unknown because `base_url` is not set.
 */
export function assertSameSite(settings: OriginSettings, request: Request): void {
  if (carriesToken(request)) return;
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new PaymentError("unsupported_media_type", "Send the body as application/json.");
  const origin = request.headers.get("origin");
  if (isAllowedOrigin(settings, origin)) return;
  const own = requireAddress(ownAddress(settings, request));
  if (origin === null)
    throw new PaymentError(
      "forbidden_origin",
      "The request has no Origin header, which a browser sends with every POST; a program sends an Authorization header instead.",
    );
  if (isOwnOrigin(own, origin)) return;
  throw new PaymentError(
    "forbidden_origin",
    settings.base === null
      ? "This page may not call the payment routes. If it is the server's own, set `base_url` to its public address; otherwise name its origin in `allowed_origins`, or send an Authorization header."
      : "This page may not call the payment routes; name its origin in `allowed_origins`, or send an Authorization header.",
  );
}

/**
 * Returns whether the request has an `Authorization` header that only a program can set. A browser
 * adds Basic, Digest, Negotiate and NTLM by itself, even for other sites, so these schemes do not
 * count.
 */
export function carriesToken(request: Request): boolean {
  const authorization = request.headers.get("authorization") ?? "";
  return authorization !== "" && !/^(basic|digest|negotiate|ntlm)\b/i.test(authorization);
}

/**
 * Returns whether an origin is the service's own. If the public address is on this machine, every
 * origin of this machine counts as the service's own. On a developer's machine, pages and routes
 * often have different ports, as with the development proxy of Vite.
 */
export function isOwnOrigin(own: BaseAddress, origin: string): boolean {
  return origin === own.origin || (isLocalOrigin(own.origin) && isLocalOrigin(origin));
}
