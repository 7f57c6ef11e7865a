import type { Payment } from "dodopayments/resources/payments";
import type { Account } from "./account.ts";

/** Returns whether a payment has failed, or was declined and waits for another card. */
export function isDeclined(payment: Pick<Payment, "status"> | undefined): boolean {
  return payment?.status === "failed" || payment?.status === "requires_payment_method";
}

/**
 * Ends the declined payments whose session has expired, because nobody can pay the session any
 * more.
 */
export function settleDeclined({ state, settings }: Account): void {
  const now = settings.clock.now();
  for (const payment_id of state.declined) {
    const payment = state.payments.get(payment_id);
    const session = state.sessions.get(payment?.checkout_session_id ?? "");
    if (session !== undefined && now < session.expires_at) continue;
    if (payment !== undefined) giveUp(payment);
    state.declined.delete(payment_id);
  }
}

/** Sets a payment that waits for another card to `failed`. Other payments do not change. */
export function giveUp(payment: Payment): void {
  if (payment.status === "requires_payment_method") payment.status = "failed";
}
