/**
 * Decides what to do about a delivery that the provider's API does not confirm, or does not confirm
 * yet.
 */
import { PaymentError } from "../errors.ts";
import type { Delivery } from "./provider.ts";
import { lacksReversal, type DeliveredReversals, type Report } from "./report.ts";

/**
 * The `sync_error` of a held event that reports a refund or a dispute of a stored payment. The
 * event is held because the provider's API does not confirm the refund or dispute, or shows too
 * little to say how much was returned.
 */
export const UNCLEAR = "reversal_unclear";

/** Returns the error that makes the provider send the delivery again. */
export function unconfirmed(): PaymentError {
  return new PaymentError(
    "busy",
    "The payment provider has not confirmed this yet; send the delivery again.",
    { retry_after_ms: 5_000 },
  );
}

/**
 * How long to wait for the API to show a delivered refund or dispute, in milliseconds. Providers
 * send a delivery again for about a day, and possibly no later event reports the same.
 */
const REVERSAL_WAIT_MS = 24 * 60 * 60_000;

/**
 * Whether to wait because the API does not show the refund or dispute of a delivery in the
 * delivered state yet. `since` is when the event occurred, in Unix milliseconds. Returns `false`
 * from a day after `since` on, and also if `since` is more than a day in the future, because such a
 * time comes from a wrong clock.
 */
export function awaitsReversal(
  delivery: DeliveredReversals,
  report: Pick<Report, "reversals"> | null,
  since: number,
  now: number,
): boolean {
  return lacksReversal(delivery, report) && Math.abs(now - since) < REVERSAL_WAIT_MS;
}

/**
 * Whether the API's report does not confirm a refund or a dispute that the delivery reports. This
 * is so if the report does not list it, or lists it in another state. It is also so if the delivery
 * is about a refund or a dispute, and not all refunds and disputes in the report are known. What is
 * stored as returned may then be wrong.
 */
export function isUnclear(
  delivery: DeliveredReversals & Pick<Delivery, "subject">,
  report: Pick<Report, "reversals" | "reversals_known">,
): boolean {
  return (
    lacksReversal(delivery, report) || (delivery.subject === "reversal" && !report.reversals_known)
  );
}
