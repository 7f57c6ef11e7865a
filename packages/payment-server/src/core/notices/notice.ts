/** Defines the notices that the host receives. */
import type { Payment } from "../payment.ts";
import type { PaymentEvent } from "../storage-records.ts";

/** What a notice about a payment reports. */
export type PaymentNoticeKind =
  | "opened"
  | "stuck"
  | "released"
  | "held"
  | "credited"
  | "dismissed"
  | "disputed"
  | "dispute_won"
  | "dispute_lost"
  | "refunded";

/**
 * Money that was returned to the buyer, and the credits that were sold for this money. Amounts are
 * net of tax, in USD cents.
 *
 * The sum of `added_minor` over all notices of a payment is the money that was returned. If the
 * payment was credited, the sum of `credits` is the number of credits that were sold for that
 * money, rounded down. Once all money was returned, this sum equals all credits of the payment.
 */
export interface ReturnedMoney {
  /** How much money was returned in total, including this change. */
  total_minor: number;
  /**
   * How much of `total_minor` the change has added. It is 0 if the change has credited the payment
   * after money was returned, because an earlier notice has reported that money. It is negative if
   * a dispute was lost and then won, so that the merchant has the money again.
   */
  added_minor: number;
  /**
   * The credits to take back because of the change. The number is 0 while the payment is not
   * credited, and negative if credits are to be given back. If money was returned before the
   * payment was credited, a `refunded` notice that follows the `credited` notice reports the
   * credits for that money.
   */
  credits: number;
  /**
   * The user who gets or has the credits. This is not the payment's `user_id` if an administrator
   * has released the payment to another user.
   */
  user_id: string;
}

/** A notice about one change of a payment. */
export interface PaymentNotice {
  /** The id of the notice. It stays the same each time the notice is sent. */
  notice_id: string;
  kind: PaymentNoticeKind;
  /** When the change was stored, in Unix milliseconds. */
  at: number;
  /** The version of the payment that the change has made. */
  version: number;
  /** The payment as it was after the change. */
  payment: Payment;
  /** The returned money, if this notice reports it. At most one notice of a change does. */
  returned: ReturnedMoney | null;
}

/**
 * A notice about a held event that names a payment or a topup of ours, although no stored payment
 * has recorded its money.
 */
export interface UnmatchedNotice {
  notice_id: string;
  kind: "unmatched";
  at: number;
  event: PaymentEvent;
}

/** What the host is notified of. */
export type Notice = PaymentNotice | UnmatchedNotice;
