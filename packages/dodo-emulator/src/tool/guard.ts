import { DodoError } from "../errors.ts";
import { isLoopback } from "../loopback.ts";

/** Throws 403 unless a request for the tool page comes from this machine and, if it presses something, from that page itself. */
export function checkCaller(request: Request, own_origin: string): void {
  const { hostname, origin } = new URL(request.url);
  // A name that merely points here (DNS rebinding) would otherwise be an origin of its own that passes.
  if (!isLoopback(hostname) && origin !== own_origin)
    throw forbidden("the tool page is shown on this machine only");
  if (request.method === "GET" || request.method === "HEAD") return;
  const from = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  // Browsers send at least one of the two with every form; a script on this machine sends neither.
  if ((from !== null && from !== origin) || (site !== null && site !== "same-origin"))
    throw forbidden("this form was sent from another site");
}

function forbidden(message: string): DodoError {
  return new DodoError(403, "FORBIDDEN", message);
}
