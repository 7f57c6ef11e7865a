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
 * How long to wait for the API to show a delivered refund or dispute, in milliseconds. The delivery
 * may be the only one that reports the refund or dispute, and providers send it again for about a
 * day.
 */
const REVERSAL_WAIT_MS = 24 * 60 * 60_000;

/**
 * Returns whether to wait because the API does not yet show a delivered refund or dispute in the
 * delivered state. `since` is when the event occurred, in Unix milliseconds. The wait ends a day
 * after `since`. If `since` is a day or more in the future, it comes from a wrong clock, and the
 * function returns `false`.
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
 * Returns whether the API's report does not confirm a delivered refund or dispute, so that what is
 * stored as returned may be wrong. Either the report does not list the refund or dispute, or lists
 * it only in another state. Or the delivery is about a refund or a dispute, and not all refunds and
 * disputes in the report are known.
 */
export function isUnclear(
  delivery: DeliveredReversals & Pick<Delivery, "subject">,
  report: Pick<Report, "reversals" | "reversals_known">,
): boolean {
  return (
    lacksReversal(delivery, report) || (delivery.subject === "reversal" && !report.reversals_known)
  );
}
