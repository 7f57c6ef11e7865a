import type { Settings } from "./options.ts";
import type { Payment } from "./records.ts";

/** Where the browser goes after a payment: the return URL with Dodo's parameters after its own. */
export function returnLink(return_url: string, payment: Payment): string {
  const parameters: Record<string, string> = {
    payment_id: payment.payment_id,
    status: payment.status ?? "",
  };
  if (payment.customer?.email) parameters["email"] = payment.customer.email;
  return withParameters(return_url, parameters);
}

/** Where the back link leads; what it carries is not documented, hence an option. */
export function backLink(cancel_url: string | null, settings: Settings): string | null {
  if (cancel_url === null || settings.cancel_url_parameters === "none") return cancel_url;
  return withParameters(cancel_url, { status: "cancelled" });
}

/** Appends parameters and leaves the existing query byte for byte as it is. */
function withParameters(link: string, parameters: Record<string, string>): string {
  const url = new URL(link);
  url.search += `${url.search === "" ? "?" : "&"}${new URLSearchParams(parameters)}`;
  return url.href;
}
