/** The last status of a payment at its provider, as its row stores it. */
import type { Payment } from "./payment.ts";

/**
 * The statuses of payment intents for money that is promised and not there yet: bank debits take
 * days.
 */
const IN_FLIGHT = new Set([
  "processing",
  "requires_merchant_action",
  "requires_capture",
  "partially_captured",
  "partially_captured_and_capturable",
]);

/** The `provider_status` of a payment whose checkout the provider did not create. */
export const NOT_OPENED = "not_opened";

/** The `provider_status` of a payment whose status at the provider this version does not know. */
export const UNKNOWN = "unknown";

/**
 * Returns the provider's last status as the row stores it: the provider's own spelling if that
 * alone says whether the money is in flight, or else the report's status. Not every provider uses
 * the statuses of payment intents.
 */
export function storedProviderStatus(
  status: string,
  provider_status: string | null,
): string | null {
  if (status === UNKNOWN) return UNKNOWN;
  return IN_FLIGHT.has(provider_status ?? "") === (status === "processing")
    ? provider_status
    : status;
}

/** Whether the buyer has paid and the money takes days to arrive, as with a bank debit. */
export function isProcessing(payment: Payment): boolean {
  return payment.status === "pending" && IN_FLIGHT.has(payment.provider_status ?? "");
}

/**
 * Whether the provider has reported a status that we do not know, so that the payment may not have
 * ended.
 */
export function hasUnknownStatus(payment: Payment): boolean {
  return payment.status === "pending" && payment.provider_status === UNKNOWN;
}

/**
 * Whether the row belongs to a provider payment that may still succeed; no other payment of its
 * session takes the row then.
 */
export function mayStillSucceed(payment: Payment): boolean {
  return isProcessing(payment) || hasUnknownStatus(payment);
}
