import { isDeclined } from "../ledger/declined.ts";
import type { Payment } from "../ledger/records.ts";

/**
 * Returns the URL to redirect the browser to after a payment: `return_url` with Dodo's parameters
 * appended. The session id is not one of them.
 *
 * @see https://docs.dodopayments.com/developer-resources/checkout-session
 */
export function returnLink(return_url: string, payment: Payment): string {
  const parameters: Record<string, string> = {
    payment_id: payment.payment_id,
    // Only `succeeded` has been seen in a real URL. `failed` is from Dodo's documentation.
    status: isDeclined(payment) ? "failed" : (payment.status ?? ""),
  };
  if (payment.customer?.email) parameters["email"] = payment.customer.email;
  return withParameters(return_url, parameters);
}

/**
 * Returns the URL of the back link: `cancel_url`, with `status=cancelled` appended if
 * `cancel_url_parameters` is `status`. Returns `null` if there is no `cancel_url`.
 */
export function backLink(
  cancel_url: string | null,
  cancel_url_parameters: "none" | "status",
): string | null {
  if (cancel_url === null || cancel_url_parameters === "none") return cancel_url;
  return withParameters(cancel_url, { status: "cancelled" });
}

/** Appends parameters to a URL and leaves its existing query unchanged. */
function withParameters(link: string, parameters: Record<string, string>): string {
  const url = new URL(link);
  url.search += `${url.search === "" ? "?" : "&"}${new URLSearchParams(parameters)}`;
  return url.href;
}
