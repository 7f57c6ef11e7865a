import type { Payment } from "./payment.ts";

/**
 * The fields that a `Change` keeps: those that never change after the insertion, and the times of
 * queries to the provider, which are written separately.
 */
export const FIXED_FIELDS: readonly (keyof Payment)[] = [
  "payment_id",
  "provider",
  "environment",
  "topup_id",
  "user_id",
  "credits",
  "amount_minor",
  "currency",
  "attempt",
  "ref",
  "created_at",
  "checked_at",
  "answered_at",
];
