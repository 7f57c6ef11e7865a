/** The last status of a payment at the provider, as our row stores it. */
import type { Payment } from "./payment.ts";

/**
 * The provider's statuses for a payment that is still being processed. A bank debit, for example,
 * takes days.
 */
const IN_FLIGHT = new Set([
  "processing",
  "requires_merchant_action",
  "requires_capture",
  "partially_captured",
  "partially_captured_and_capturable",
]);

/** The `provider_status` of a payment whose checkout could not be created, or must not be shown. */
export const NOT_OPENED = "not_opened";

/**
 * The `provider_status` of a payment whose status at the provider is not known, so that money may
 * still arrive.
 */
export const UNKNOWN = "unknown";

/**
 * Returns the `provider_status` to store: `unknown` if `status` is `unknown`, or else the
 * provider's own word for the status. If that word and `status` disagree on whether the payment is
 * still being processed, returns `status`, because the provider may use a word that we do not know.
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

/**
 * Whether the buyer has paid and the provider is still processing the money, as with a bank debit.
 */
export function isProcessing(payment: Payment): boolean {
  return payment.status === "pending" && IN_FLIGHT.has(payment.provider_status ?? "");
}

/**
 * Whether the payment is pending and, as far as the row shows, the provider knows of no money for
 * it. The row then stores neither a provider payment nor a status, or the provider payment still
 * waits for the buyer to choose how to pay.
 */
export function isUntried({ status, provider_payment_id, provider_status }: Payment): boolean {
  if (status !== "pending") return false;
  return (
    provider_status === "requires_payment_method" ||
    (provider_status === null && provider_payment_id === null)
  );
}

/**
 * Whether the payment is pending and its status at the provider is not known, so that money may
 * still arrive.
 */
export function hasUnknownStatus(payment: Payment): boolean {
  return payment.status === "pending" && payment.provider_status === UNKNOWN;
}

/**
 * Whether the payment is pending and the provider is processing its money, or may be processing it
 * because the status is not known. As long as this is so, the provider payment on the row is not
 * replaced by another one of the session.
 */
export function mayStillSucceed(payment: Payment): boolean {
  return isProcessing(payment) || hasUnknownStatus(payment);
}
