/** Notices in the form in which the host receives them. */
import type { Notice, PaymentNoticeKind, ReturnedMoney } from "../core/notices/notice.ts";
import { saleOf } from "../core/verdict.ts";
import { wireEvent, wirePayment, type WireEvent, type WirePayment } from "./records.ts";

/**
 * A change that the host is notified of. `notice_id` is the same each time the notice is sent, and
 * `at` is when the change was stored, ISO 8601 in UTC. A notice contains no personal data, except
 * for the host's own `user_id`.
 */
export type WireNotice = WirePaymentNotice | WireUnmatchedNotice;

/** A notice about a payment. */
export interface WirePaymentNotice {
  notice_id: string;
  kind: PaymentNoticeKind;
  at: string;
  /**
   * The payment as it was after the change. Once it is released with an edited topup, `credits` and
   * `user_id` are those of that topup, since a message to the user is about what they got.
   */
  payment: WirePayment;
  /**
   * The returned money that this notice reports; `null` if it reports none. Only `refunded`,
   * `dispute_lost` and `dispute_won` notices report any. A `dispute_won` notice reports money that
   * the merchant has again, as a negative number.
   */
  returned: ReturnedMoney | null;
}

/**
 * A notice about a held event that reports money, although no stored payment has recorded the
 * money.
 */
export interface WireUnmatchedNotice {
  notice_id: string;
  kind: "unmatched";
  at: string;
  event: WireEvent;
}

/** Returns a notice in the form in which the host receives it. */
export function wireNotice(notice: Notice): WireNotice {
  const { notice_id } = notice;
  const at = new Date(notice.at).toISOString();
  if (notice.kind === "unmatched")
    return { notice_id, kind: notice.kind, at, event: wireEvent(notice.event) };
  const { kind, payment, returned } = notice;
  const { credits, user_id } = saleOf(payment);
  return { notice_id, kind, at, payment: { ...wirePayment(payment), credits, user_id }, returned };
}
