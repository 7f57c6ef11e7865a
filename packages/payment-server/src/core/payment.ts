/**
 * The terms of the product and its state machine. START HERE.
 *
 *   pending ──▶ crediting ──▶ paid            the money is confirmed and matches; then it is credited
 *      │  ▲         ▲
 *      ▼  │         │ only money moves a payment out of a soft end
 *   failed · canceled · expired  (soft ends)
 *      any of the above, on money that does not match ──▶ held ──▶ crediting (released) | dismissed
 *                    held because the topup did not say paid, and says so by now ──▶ paid
 */

/**
 * `paid`: the balance has the credits. `crediting`: the money is there, and the host's answer is
 * not known yet.
 */
export type PaymentStatus =
  | "pending"
  | "crediting"
  | "paid"
  | "failed"
  | "canceled"
  | "expired"
  | "held"
  | "dismissed";

/** Why money that has arrived was not credited without an administrator. */
export type HoldReason =
  | "underpaid"
  | "currency"
  | "discounted"
  | "product"
  | "refunded"
  | "disputed"
  | "session_mismatch"
  | "environment"
  | "duplicate_payment"
  | "topup_changed"
  | "topup_not_paid"
  | "unknown_amount";

/**
 * The provider keeps `test_mode` and `live_mode` apart: each has its own keys, products and
 * webhooks.
 */
export type Environment = "test_mode" | "live_mode";

/**
 * One try to take the money of one topup. `null` means "none", times are Unix milliseconds, amounts
 * are USD cents.
 */
export interface Payment {
  payment_id: string;
  provider: string;
  environment: Environment;
  business_id: string | null;
  topup_id: string;
  user_id: string;
  credits: number;
  /** The price of the topup, net of tax. */
  amount_minor: number;
  currency: string;
  product_id: string | null;
  tax_inclusive: boolean | null;
  /**
   * 1, 2, 3 … within the topup; `null` for another provider payment that arrived in the same
   * session.
   */
  attempt: number | null;
  provider_session_id: string | null;
  provider_payment_id: string | null;
  provider_order_id: string | null;
  checkout_url: string | null;
  /** An unguessable reference; a result page is found by it alone. */
  ref: string;
  return_to: string | null;
  expires_at: number | null;
  status: PaymentStatus;
  hold_reason: HoldReason | null;
  /** Whether an administrator has decided to credit it although it did not match. */
  released: boolean;
  /**
   * The topup that the administrator has accepted in a release; `null` if it is the payment's own.
   * Every claim compares it.
   */
  accepted_usd_cents: number | null;
  accepted_credits: number | null;
  accepted_user_id: string | null;
  provider_status: string | null;
  /** The amount received, net of tax. More than `amount_minor` is recorded, and not credited. */
  net_minor: number | null;
  /** The share of `net_minor` that was refunded or lost later. */
  refunded_minor: number;
  /** Whether the buyer has ever disputed the payment; a dispute that was won does not clear it. */
  disputed: boolean;
  /**
   * The address of the provider's invoice, https and without a secret; `null` until it is known.
   */
  invoice_url: string | null;
  /**
   * Since when `finishTopup()` has returned without a paid topup; `null` if the topup is paid, or
   * the host was not called.
   */
  unconfirmed_since: number | null;
  next_check_at: number | null;
  /** When a request last asked the provider. */
  checked_at: number | null;
  /** When the provider was last asked, with everything it answered stored. */
  answered_at: number | null;
  /** The number of checks and calls since the status last changed. */
  attempts: number;
  /** Grows with every write; a write succeeds only over the version that it was decided on. */
  version: number;
  /** Identifies the last write, so that a write whose answer was lost is recognised as done. */
  write_id: string;
  created_at: number;
  updated_at: number;
}

/**
 * The fields that no write changes: the identity of a payment, and when the provider was asked
 * about it.
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

/**
 * What can happen to a payment. `match` and `mismatch` are the verdicts of the money rule on a
 * success.
 */
export type PaymentSignal =
  | "open"
  | "processing"
  | "failed"
  | "canceled"
  | "expired"
  | "match"
  | "mismatch"
  | "credited"
  | "release"
  | "dismiss";

type Row = Record<PaymentSignal, PaymentStatus>;

const stays = (status: PaymentStatus): Row => ({
  open: status,
  processing: status,
  failed: status,
  canceled: status,
  expired: status,
  match: status,
  mismatch: status,
  credited: status,
  release: status,
  dismiss: status,
});

/** Only money moves a payment out of a soft end; no soft end replaces another. */
const softEnd = (status: PaymentStatus): Row => ({
  ...stays(status),
  processing: "pending",
  match: "crediting",
  mismatch: "held",
});

const TRANSITIONS: Record<PaymentStatus, Row> = {
  pending: {
    ...stays("pending"),
    failed: "failed",
    canceled: "canceled",
    expired: "expired",
    match: "crediting",
    mismatch: "held",
  },
  failed: softEnd("failed"),
  canceled: softEnd("canceled"),
  expired: softEnd("expired"),
  // A mismatch or a dismissal reaches a crediting payment only after its claim was resolved: see
  // settlement.ts and release.ts.
  crediting: { ...stays("crediting"), credited: "paid", mismatch: "held", dismiss: "dismissed" },
  held: { ...stays("held"), release: "crediting", credited: "paid", dismiss: "dismissed" },
  paid: stays("paid"),
  dismissed: stays("dismissed"),
};

/** Returns the status that follows, from the one table of transitions. */
export function nextStatus(status: PaymentStatus, signal: PaymentSignal): PaymentStatus {
  return TRANSITIONS[status][signal];
}

/** What a payment that is held again loses: a release was a decision about what was known then. */
export const NOT_RELEASED = {
  released: false,
  accepted_usd_cents: null,
  accepted_credits: null,
  accepted_user_id: null,
} as const;

/**
 * Whether money has arrived on this row. Another provider payment in its session then gets its own
 * row.
 */
export function hasMoney(payment: Payment): boolean {
  return (
    payment.status === "crediting" ||
    payment.status === "paid" ||
    payment.status === "held" ||
    payment.status === "dismissed"
  );
}

/** Whether the payment has its outcome, so that nothing more is awaited from the provider. */
export function isSettled(payment: Payment): boolean {
  return payment.status === "paid" || payment.status === "held" || payment.status === "dismissed";
}

/** Whether the payment has ended without money; a late payment may still arrive. */
export function isSoftEnd(payment: Payment): boolean {
  return (
    payment.status === "failed" || payment.status === "canceled" || payment.status === "expired"
  );
}
