import { DodoError } from "../errors.ts";
import { isLoopback } from "../loopback.ts";

/**
 * Throws a 403 unless a request for the tool page comes from this machine and, if it is not a `GET`,
 * from the tool page itself.
 */
export function checkCaller(request: Request, own_origin: string): void {
  const { hostname, origin } = new URL(request.url);
  // With DNS rebinding, a foreign name resolves to this machine and is an origin of its own.
  if (!isLoopback(hostname) && origin !== own_origin)
    throw forbidden("the tool page is shown on this machine only");
  if (request.method === "GET" || request.method === "HEAD") return;
  const from = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  // Browsers send at least one of the two headers with every form. A script on this machine sends
  // neither and may press the buttons.
  if ((from !== null && from !== origin) || (site !== null && site !== "same-origin"))
    throw forbidden("this form was sent from another site");
}

function forbidden(message: string): DodoError {
  return new DodoError(403, "FORBIDDEN", message);
}
