/**
 * The words of the product and its state machine. START HERE.
 *
 *   pending ──▶ crediting ──▶ paid            money confirmed and matching; then: the credit is done
 *      │  ▲         ▲
 *      ▼  │         │ only money moves a payment out of a soft end
 *   failed · canceled · expired  (soft ends)
 *      any of the above, on money that does not match ──▶ held ──▶ crediting (released) | dismissed
 *                    held because the topup did not say paid, and does by now ──▶ paid
 */

/** `paid` means the balance has it; `crediting` means the money is there and the host's answer is not known yet. */
export type PaymentStatus =
  | "pending"
  | "crediting"
  | "paid"
  | "failed"
  | "canceled"
  | "expired"
  | "held"
  | "dismissed";

/** Why money that arrived was not credited by itself. */
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

/** `test_mode` and `live_mode` are separate worlds at Dodo: own keys, own products, own webhooks. */
export type Environment = "test_mode" | "live_mode";

/** One attempt to take the money of one topup. `null` is "none"; times are Unix milliseconds; amounts are USD cents. */
export interface Payment {
  payment_id: string;
  provider: string;
  environment: Environment;
  business_id: string | null;
  topup_id: string;
  user_id: string;
  credits: number;
  /** Asked for, net of tax. */
  amount_minor: number;
  currency: string;
  product_id: string | null;
  tax_inclusive: boolean | null;
  /** 1, 2, 3 … within the topup; `null` for a second provider payment that arrived in the same session. */
  attempt: number | null;
  provider_session_id: string | null;
  provider_payment_id: string | null;
  provider_order_id: string | null;
  checkout_url: string | null;
  /** Unguessable; the only thing a result page is found by. */
  ref: string;
  return_to: string | null;
  expires_at: number | null;
  status: PaymentStatus;
  hold_reason: HoldReason | null;
  /** An administrator has decided that it is credited although it did not match. */
  released: boolean;
  /** The topup that the administrator has seen and accepted in a release; `null` where it is the payment's own. Compared at every claim. */
  accepted_usd_cents: number | null;
  accepted_credits: number | null;
  accepted_user_id: string | null;
  provider_status: string | null;
  /** Received, net of tax; more than `amount_minor` is an excess that is recorded and not credited. */
  net_minor: number | null;
  /** Given back later: the refunded share of `net_minor`. */
  refunded_minor: number;
  /** A buyer has disputed the payment at some time; it stays so after a dispute was won. */
  disputed: boolean;
  /** The provider's invoice, an https address without a secret; `null` until it is known. */
  invoice_url: string | null;
  /** Since when `finishTopup()` has returned and the host's topup does not say `paid`; `null` where it does, or was not called. */
  unconfirmed_since: number | null;
  next_check_at: number | null;
  /** When the provider was last asked on behalf of a request. */
  checked_at: number | null;
  /** When the provider was last asked and everything it said was stored. */
  answered_at: number | null;
  /** Checks and calls since the status last changed. */
  attempts: number;
  /** Grows with every change; a change is written only over the version it was decided on. */
  version: number;
  /** Names the last change, so that a change whose answer was lost is recognised as done. */
  write_id: string;
  created_at: number;
  updated_at: number;
}

/** What a payment is from its first moment on, and when the provider was asked about it: no change writes these. */
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

/** What can happen to a payment. `match` and `mismatch` are the money rule's verdicts on a success. */
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

/** Money on its way re-opens a soft end; nothing but money does, and no soft end replaces another. */
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
  // A mismatch or a dismissal reaches a crediting payment only after its claim was resolved: see settlement.ts and release.ts.
  crediting: { ...stays("crediting"), credited: "paid", mismatch: "held", dismiss: "dismissed" },
  held: { ...stays("held"), release: "crediting", credited: "paid", dismiss: "dismissed" },
  paid: stays("paid"),
  dismissed: stays("dismissed"),
};

/** The one table that says where a payment goes from here. */
export function nextStatus(status: PaymentStatus, signal: PaymentSignal): PaymentStatus {
  return TRANSITIONS[status][signal];
}

/** What a payment loses that is held again: a release was a decision about what was known then. */
export const NOT_RELEASED = {
  released: false,
  accepted_usd_cents: null,
  accepted_credits: null,
  accepted_user_id: null,
} as const;

/** Money has arrived on this row: another provider payment in its session is another payment. */
export function hasMoney(payment: Payment): boolean {
  return (
    payment.status === "crediting" ||
    payment.status === "paid" ||
    payment.status === "held" ||
    payment.status === "dismissed"
  );
}

/** Nothing further is awaited from the provider. */
export function isSettled(payment: Payment): boolean {
  return payment.status === "paid" || payment.status === "held" || payment.status === "dismissed";
}

/** Words of payment intents for money that is promised and not there yet: bank debits take days. */
const ON_ITS_WAY = new Set([
  "processing",
  "requires_merchant_action",
  "requires_capture",
  "partially_captured",
  "partially_captured_and_capturable",
]);

/** What stands on an attempt whose page the provider did not open. */
export const NOT_OPENED = "not_opened";

/** How the row keeps a word of the provider that this version does not know. */
export const UNKNOWN = "unknown";

/**
 * What the provider said last, as the row keeps it: its own word where that tells by itself whether the money is on its
 * way, else the report's. Not every provider has the words of payment intents.
 */
export function keptWord(status: string, provider_status: string | null): string | null {
  if (status === UNKNOWN) return UNKNOWN;
  return ON_ITS_WAY.has(provider_status ?? "") === (status === "processing")
    ? provider_status
    : status;
}

/** The buyer has paid and the money takes days to arrive, as with a bank debit. */
export function isOnItsWay(payment: Payment): boolean {
  return payment.status === "pending" && ON_ITS_WAY.has(payment.provider_status ?? "");
}

/** The provider has said something of this payment that we do not know: it is not known to have ended. */
export function isUnknown(payment: Payment): boolean {
  return payment.status === "pending" && payment.provider_status === UNKNOWN;
}

/** The row belongs to a provider payment that may still succeed: nothing else in the session takes its place. */
export function isOccupied(payment: Payment): boolean {
  return isOnItsWay(payment) || isUnknown(payment);
}

/** Ended without money so far; a late payment may still arrive. */
export function isSoftEnd(payment: Payment): boolean {
  return (
    payment.status === "failed" || payment.status === "canceled" || payment.status === "expired"
  );
}
