/** Converts rows to payments, and payments to parameters. The other records are in `rows.ts`. */
import type { Payment } from "../../core/payment.ts";
import type { SqlRow } from "./driver.ts";
import type { Values } from "./rows.ts";

/** Converts a row of `PAYMENT_COLUMNS`. Further values of the row are ignored. */
export function toPayment([
  payment_id,
  provider,
  environment,
  business_id,
  topup_id,
  user_id,
  credits,
  amount_minor,
  currency,
  product_id,
  tax_inclusive,
  attempt,
  provider_session_id,
  provider_payment_id,
  provider_order_id,
  checkout_url,
  ref,
  return_to,
  expires_at,
  status,
  hold_reason,
  released,
  provider_status,
  net_minor,
  refunded_minor,
  disputed,
  next_check_at,
  checked_at,
  attempts,
  version,
  write_id,
  created_at,
  updated_at,
  invoice_url,
  accepted_usd_cents,
  accepted_credits,
  accepted_user_id,
  unconfirmed_since,
  answered_at,
  dispute_status,
]: SqlRow): Payment {
  return {
    payment_id,
    provider,
    environment,
    business_id,
    topup_id,
    user_id,
    credits: toFloat(credits),
    amount_minor,
    currency,
    product_id,
    tax_inclusive: tax_inclusive === null ? null : tax_inclusive === 1,
    attempt,
    provider_session_id,
    provider_payment_id,
    provider_order_id,
    checkout_url,
    ref,
    return_to,
    expires_at,
    status,
    hold_reason,
    released: released === 1,
    provider_status,
    net_minor,
    refunded_minor,
    disputed: disputed === 1,
    next_check_at,
    checked_at,
    attempts,
    version,
    write_id,
    created_at,
    updated_at,
    invoice_url,
    accepted_usd_cents,
    accepted_credits: toFloat(accepted_credits),
    accepted_user_id,
    unconfirmed_since,
    answered_at,
    dispute_status,
  } as Payment;
}

/**
 * Converts a floating point number, which some dialects return as its eight bytes in hexadecimal.
 */
function toFloat(value: unknown): number | null {
  if (typeof value !== "string") return value as number | null;
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt(`0x${value}`));
  return bytes.getFloat64(0);
}

/** Converts a payment to the parameters of a statement. */
export function fromPayment(payment: Payment): Values {
  const { tax_inclusive, released, disputed } = payment;
  return {
    ...payment,
    tax_inclusive: tax_inclusive === null ? null : Number(tax_inclusive),
    released: Number(released),
    disputed: Number(disputed),
  };
}

/**
 * Returns the parameters that make the notices of a payment due, beginning with that of `version`.
 * If `notify` is false, the parameters are NULL.
 */
export function fromNotify(notify: boolean, version: number): Values {
  return notify ? { notify_from: version, notify_at: 0 } : { notify_from: null, notify_at: null };
}
