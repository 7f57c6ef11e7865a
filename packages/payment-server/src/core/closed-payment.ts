/** Finds out which payments of a provider an administrator has closed. */
import type { Context } from "./context.ts";

/** The `sync_error` of an event if an administrator has closed it or its provider payment. */
export const CLOSED = "closed";

/**
 * Returns the id of the event that is stored about a payment of the provider without a delivery.
 * `reconcile()` stores such an event for an unmatched payment, and `closeEvent()` for a closed
 * payment.
 */
export function eventIdOfPayment(provider: string, provider_payment_id: string): string {
  return `${provider}:recent_${provider_payment_id}`;
}

/** Whether an administrator has closed the events about this payment of the provider. */
export async function isPaymentClosed(
  { storage }: Context,
  provider: string,
  provider_payment_id: string,
): Promise<boolean> {
  const event = await storage.readEvent(eventIdOfPayment(provider, provider_payment_id));
  return event?.sync_error === CLOSED;
}
