/**
 * The rules that SQL databases enforce with unique indexes, without the one for `ref`. Two payments
 * cannot have the same id, the same attempt number of one topup, or the same provider payment. Two
 * payments whose `attempt` is not `null` cannot have the same session.
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
 * Whether both rows have the same provider payment, or both have an attempt number and the same
 * session. A row without an attempt number may have the session of another row, because it records
 * a second payment that was made in that session.
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

/**
 * Whether the payment has the provider and one of the other `keys`. A key that is `null` matches no
 * payment, and the session only matches a payment with an attempt number.
 */
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
