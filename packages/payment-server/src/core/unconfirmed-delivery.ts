/** Handles a delivery that the provider's API does not confirm yet. */
import { PaymentError } from "../errors.ts";
import type { Delivery } from "./provider.ts";
import { lacksReversal, type Report } from "./report.ts";
import { isYoung } from "./schedule.ts";

/** Returns the error that makes the provider send the delivery again. */
export function unconfirmed(): PaymentError {
  return new PaymentError(
    "busy",
    "The payment provider has not confirmed this yet; send the delivery again.",
    { retry_after_ms: 5_000 },
  );
}

/**
 * Whether to wait because the API does not list the refund or dispute of a young delivery yet.
 * `since` is when the delivery occurred, in Unix milliseconds.
 */
export function awaitsReversal(
  delivery: Pick<Delivery, "subject">,
  report: Report | null,
  since: number,
  now: number,
): boolean {
  return lacksReversal(delivery, report) && isYoung(since, now);
}
