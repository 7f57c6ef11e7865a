/** What the host is notified of. */
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
 * Money that went back to the buyer, net of tax, in USD cents, and the credits that were sold for
 * it. The `added_minor` of a payment's notices add up to what went back, and their `credits` to
 * what was sold for that: to all its credits once all money went back.
 */
export interface ReturnedMoney {
  /** How much went back so far. */
  total_minor: number;
  /**
   * How much of that the change has added; 0 if it went back before the payment was credited, and
   * negative if a dispute that was lost is won by now, so that the merchant has the money again.
   */
  added_minor: number;
  /**
   * The credits to take back because of the change; 0 while the payment is not credited, and
   * negative if they are to be given back. Those of money that went back before the credit are
   * reported in a `refunded` notice with the credit.
   */
  credits: number;
  /** The user who has the credits: an administrator may have released the payment to another one. */
  user_id: string;
}

/** A notice about one change of a payment. */
export interface PaymentNotice {
  /** The same each time the notice is sent. */
  notice_id: string;
  kind: PaymentNoticeKind;
  /** When the change was stored, in Unix milliseconds. */
  at: number;
  /** The version of the payment that the change has made. */
  version: number;
  /** The payment as it was after the change. */
  payment: Payment;
  /** `null` if the change has not returned money to the buyer. */
  returned: ReturnedMoney | null;
}

/** A notice about an event that reports money for our topups, and that no payment has recorded. */
export interface UnmatchedNotice {
  notice_id: string;
  kind: "unmatched";
  at: number;
  event: PaymentEvent;
}

/** What the host is notified of. */
export type Notice = PaymentNotice | UnmatchedNotice;
