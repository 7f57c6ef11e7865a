import { DodoError } from "../errors.ts";
import { isLoopback } from "../loopback.ts";

/**
 * Throws a 403 unless a request for the tool page is addressed to a loopback name or to the origin
 * of the emulator. If the request is neither a `GET` nor a `HEAD`, also throws a 403 if another
 * site sent it.
 */
export function checkCaller(request: Request, own_origin: string): void {
  const { hostname, origin } = new URL(request.url);
  // Other host names are refused, because DNS rebinding can make any name refer to this machine.
  if (!isLoopback(hostname) && origin !== own_origin)
    throw forbidden("the tool page is shown on this machine only");
  if (request.method === "GET" || request.method === "HEAD") return;
  const from = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  // Browsers send at least one of these headers with every form, so a form of another site is
  // refused. A script on this machine sends neither and is accepted.
  if ((from !== null && from !== origin) || (site !== null && site !== "same-origin"))
    throw forbidden("this form was sent from another site");
}

function forbidden(message: string): DodoError {
  return new DodoError(403, "FORBIDDEN", message);
}
