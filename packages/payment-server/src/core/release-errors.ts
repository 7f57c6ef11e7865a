/** The answers to an administrator whose decision cannot be carried out. */
import { PaymentError } from "../errors.ts";
import type { Topup } from "./host.ts";
import type { Payment } from "./payment.ts";
import { saleOf } from "./verdict.ts";

/** The decision is refused for good, or until something else changes. */
export function refused(message: string): PaymentError {
  return new PaymentError("release_refused", message);
}

/** Another request is crediting the topup; the administrator looks at it again. */
export function beingCredited(): PaymentError {
  return new PaymentError(
    "busy",
    "This topup is being credited by another request; look again in a few seconds.",
    { retry_after_ms: 2_000 },
  );
}

/**
 * The topup was edited. The details carry both versions, so that the administrator sees what has
 * changed.
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

/** Another payment holds the credit of the topup. */
export function takenByAnother(state: "claimed" | "returned" | "done"): PaymentError {
  return refused(
    state === "done"
      ? "This topup was credited by another payment; refund this one at the provider and dismiss it."
      : "Another payment of this topup is being credited, or the application was called for it; decide about that one first.",
  );
}
