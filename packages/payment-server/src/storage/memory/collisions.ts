/**
 * The rules that SQL databases express as unique indexes. A payment is found by its id, by its
 * attempt of a topup, by its provider payment and by its session, and each of them leads to one
 * row.
 */
import type { Payment } from "../../core/payment.ts";
import type { PaymentKeys } from "../../core/storage-records.ts";

/** Whether `payment` cannot be inserted because `other` already has one of its keys. */
export function collides(other: Payment, payment: Payment): boolean {
  if (other.payment_id === payment.payment_id) return true;
  const same_attempt =
    payment.attempt !== null &&
    other.topup_id === payment.topup_id &&
    other.attempt === payment.attempt;
  return same_attempt || sharesProviderKey(other, payment);
}

/**
 * Whether both rows would be found by one provider payment, or both are attempts with one session.
 * A payment without an attempt may share a session: it is a second payment that arrived in it.
 */
export function sharesProviderKey(other: Payment, payment: Payment): boolean {
  if (other.provider !== payment.provider) return false;
  const same_payment =
    payment.provider_payment_id !== null &&
    other.provider_payment_id === payment.provider_payment_id &&
    other.environment === payment.environment;
  const attempts = other.attempt !== null && payment.attempt !== null;
  return (
    same_payment ||
    (attempts &&
      payment.provider_session_id !== null &&
      other.provider_session_id === payment.provider_session_id)
  );
}

/** Whether a search by `keys` finds the payment. A key that is `null` finds nothing. */
export function matchesKeys(payment: Payment, keys: PaymentKeys): boolean {
  if (payment.provider !== keys.provider) return false;
  if (payment.payment_id === keys.payment_id) return true;
  if (keys.provider_payment_id !== null && payment.provider_payment_id === keys.provider_payment_id)
    return true;
  return (
    keys.provider_session_id !== null &&
    payment.attempt !== null &&
    payment.provider_session_id === keys.provider_session_id
  );
}
