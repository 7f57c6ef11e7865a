/** Creates the errors for an administrator's decision that cannot be carried out. */
import { PaymentError } from "../errors.ts";
import type { Topup } from "./host.ts";
import type { Payment } from "./payment.ts";
import { saleOf } from "./verdict.ts";

/** Returns the error for a decision that cannot be carried out in the current state. */
export function refused(message: string): PaymentError {
  return new PaymentError("release_refused", message);
}

/**
 * Returns the error for a payment or a topup that is being credited or has just changed. The
 * administrator then has to look at it again.
 */
export function beingCredited(): PaymentError {
  return new PaymentError(
    "busy",
    "This topup is being credited by another request; look again in a few seconds.",
    { retry_after_ms: 2_000 },
  );
}

/**
 * Returns the error for a topup whose current values the administrator has not accepted. The
 * error's details contain the values that the payment is for and the topup's current values.
 */
export function notAsSeen(payment: Payment, topup: Topup): PaymentError {
  const { usd_cents, credits, user_id } = topup;
  return new PaymentError(
    "release_refused",
    "The topup is not what this payment was made for, or not what `topup` names: compare both, and send `topup` with the values that you accept.",
    {
      details: { payment: saleOf(payment), topup: { usd_cents, credits, user_id } },
    },
  );
}

/** Returns the error for a topup whose credit belongs to another payment. */
export function takenByAnother(state: "claimed" | "returned" | "done"): PaymentError {
  return refused(
    state === "done"
      ? "This topup was credited by another payment; refund this one at the provider and dismiss it."
      : "Another payment of this topup is being credited, or the application was called for it; decide about that one first.",
  );
}
