/**
 * Defines a payment and its states. START HERE.
 *
 *   pending ──▶ crediting ──▶ paid            the money matches the topup; then the host credits it
 *      │  ▲         ▲
 *      ▼  │         │ only if the provider is processing money, or has received it
 *   failed · canceled · expired  (ended without being paid)
 *
 *   any of the above but paid ──▶ held         one of the reasons in `HoldReason` applies
 *   held ──▶ crediting | dismissed             an administrator has released or dismissed it
 *   held as topup_not_paid ──▶ paid            released after the topup's status has become paid
 *   crediting ──▶ dismissed                    an administrator has dismissed it
 */

/**
 * The status of a payment. `pending`: the payment is open, and no money is recorded yet.
 * `crediting`: the money was received, and the host has not confirmed the credit. `paid`: the
 * credit was confirmed or, in transactional mode, committed. `failed`, `canceled` and `expired`:
 * the payment has ended without being paid. `held`: an administrator has to decide. `dismissed`: an
 * administrator has decided not to credit the payment.
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

/**
 * Why a payment is held. `topup_not_paid`: the host may have credited the topup, whose status is
 * not `paid`. Any other reason says why the received money is not credited automatically.
 */
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
 * The state of a payment's disputes. `open`: the outcome of at least one is not known. `lost`: none
 * is open, and the money of at least one is gone. `won`: each was won or withdrawn.
 */
export type DisputeStatus = "open" | "lost" | "won";

/** The environment at the provider. Each has its own keys, products and webhooks. */
export type Environment = "test_mode" | "live_mode";

/**
 * One try to receive the money for one topup. In all fields `null` means "none" or "not known",
 * times are Unix milliseconds, and amounts are USD cents.
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
   * The number of the payment within its topup, from 1; `null` if the row was inserted for a second
   * provider payment.
   */
  attempt: number | null;
  provider_session_id: string | null;
  provider_payment_id: string | null;
  provider_order_id: string | null;
  checkout_url: string | null;
  /** An unguessable reference. Whoever has it can open the result page of the payment. */
  ref: string;
  return_to: string | null;
  expires_at: number | null;
  status: PaymentStatus;
  hold_reason: HoldReason | null;
  /** Whether an administrator's decision to credit the payment stands. */
  released: boolean;
  /**
   * The topup's price, credits and user that an administrator has accepted in a release; `null` if
   * none were accepted. They are compared with the topup before each claim.
   */
  accepted_usd_cents: number | null;
  accepted_credits: number | null;
  accepted_user_id: string | null;
  provider_status: string | null;
  /**
   * The amount received. Tax is subtracted unless the price of the product includes it. If the
   * amount is more than `amount_minor`, the excess is not credited.
   */
  net_minor: number | null;
  /** The share of `net_minor`, else of `amount_minor`, that was refunded or lost in a dispute. */
  refunded_minor: number;
  /**
   * Whether an open or lost dispute was ever recorded, or the disputes were unreadable when the
   * payment was held. The value `true` is never cleared, not even if the dispute is won.
   */
  disputed: boolean;
  /** The last known state of the disputes; `null` if none was recorded. */
  dispute_status: DisputeStatus | null;
  /**
   * The address of the provider's invoice, without a secret; `null` until it is known. It uses
   * https. In test mode it may also use http on a loopback host.
   */
  invoice_url: string | null;
  /**
   * When the credit became unconfirmed; otherwise `null`. A credit is unconfirmed if three things
   * hold: `finishTopup()` was or may have been called, the topup was not read as `paid` afterwards,
   * and the host is called again only if an administrator decides so.
   */
  unconfirmed_since: number | null;
  next_check_at: number | null;
  /** When a page, a list or a checkout last began to query the provider about the payment. */
  checked_at: number | null;
  /** The time of the last query whose answer was completely stored. */
  answered_at: number | null;
  /**
   * The number of checks and of calls to the host, usually counted since the last change of the
   * status. The pause before the next check grows with this number.
   */
  attempts: number;
  /**
   * The version number. Every write increases it, except a write that changes only `next_check_at`,
   * `attempts`, `checked_at` or `answered_at`. A write that increases the version number succeeds
   * only if the write is based on the stored version.
   */
  version: number;
  /**
   * The id of the write that made this version. If the database's response to a write was lost,
   * this id shows whether the write was stored.
   */
  write_id: string;
  created_at: number;
  updated_at: number;
}

/**
 * A signal that may change the status of a payment. `match` and `mismatch` are verdicts of the money
 * rule (`verdict.ts`). `mismatch` also stands for any other reason to hold the payment.
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

/**
 * The transitions of a payment that ended without being paid. Its status changes only if money is
 * received for it, or if the provider is processing money for it.
 */
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
  // Before a crediting payment is held or dismissed, `resolveClaim()` checks whether its open claim
  // has led to a credit: see settlement.ts and release.ts.
  crediting: { ...stays("crediting"), credited: "paid", mismatch: "held", dismiss: "dismissed" },
  held: { ...stays("held"), release: "crediting", credited: "paid", dismiss: "dismissed" },
  paid: stays("paid"),
  dismissed: stays("dismissed"),
};

/** Returns the status that follows when `signal` happens to a payment in `status`. */
export function nextStatus(status: PaymentStatus, signal: PaymentSignal): PaymentStatus {
  return TRANSITIONS[status][signal];
}

/**
 * The field values that revoke an administrator's release. They are written when a payment becomes
 * held or dismissed, because the release was decided before that. Only `holdUnconfirmed()` keeps
 * the release.
 */
export const NOT_RELEASED = {
  released: false,
  accepted_usd_cents: null,
  accepted_credits: null,
  accepted_user_id: null,
} as const;

const HAS_MONEY: ReadonlySet<PaymentStatus> = new Set(["crediting", "paid", "held", "dismissed"]);
const SETTLED: ReadonlySet<PaymentStatus> = new Set(["paid", "held", "dismissed"]);
const SOFT_ENDS: ReadonlySet<PaymentStatus> = new Set(["failed", "canceled", "expired"]);

/**
 * Whether money was received. If so, a second provider payment that succeeds in the session of the
 * payment gets its own row.
 */
export function hasMoney({ status }: Payment): boolean {
  return HAS_MONEY.has(status);
}

/** Whether the payment's money was credited, held or dismissed. */
export function isSettled({ status }: Payment): boolean {
  return SETTLED.has(status);
}

/** Whether the payment has ended without being paid. The buyer may still pay later. */
export function isSoftEnd({ status }: Payment): boolean {
  return SOFT_ENDS.has(status);
}
