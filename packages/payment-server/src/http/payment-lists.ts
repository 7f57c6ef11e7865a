/** The JSON of the lists of payments: the one for a user, and the one for administrators. */
import type { Page } from "../core/keyset-page.ts";
import type { Payment } from "../core/payment.ts";
import { creditsFor, retryAfterMs } from "../core/presented-payment.ts";
import { wirePayment, type WirePayment } from "./records.ts";

/** A payment in the list for administrators. */
export interface WireAdminPayment extends WirePayment {
  /** Whether an administrator's decision to credit the payment stands. */
  released: boolean;
}

/** A page of payments, newest first. */
export interface WirePayments<Item extends WirePayment = WirePayment> {
  items: Item[];
  /** The `cursor` of the next page; `null` on the last one. */
  next_cursor: string | null;
  /**
   * How long to wait before the list is polled again, in milliseconds. `null` if it need not be
   * polled, because each payment of the page is settled or has ended.
   */
  retry_after_ms: number | null;
}

/**
 * Builds a page of payments, as `GET payments/me` answers it. `now` is in Unix milliseconds. The
 * `credits` of a released payment are those that its user gets, as on the result page.
 */
export function wirePayments(page: Page<Payment>, now: number): WirePayments {
  return pageOf(page, now, (payment) => {
    const item = wirePayment(payment);
    if (payment.released) item.credits = creditsFor(payment, payment);
    return item;
  });
}

/** Builds the answer of `GET payments`. `now` is in Unix milliseconds. */
export function wireAdminPayments(
  page: Page<Payment>,
  now: number,
): WirePayments<WireAdminPayment> {
  return pageOf(page, now, (payment) => ({
    ...wirePayment(payment),
    released: payment.released,
  }));
}

function pageOf<Item extends WirePayment>(
  page: Page<Payment>,
  now: number,
  wire: (payment: Payment) => Item,
): WirePayments<Item> {
  const waits = page.items
    .map((payment) => retryAfterMs(payment, now))
    .filter((wait) => wait !== null);
  return {
    items: page.items.map(wire),
    next_cursor: page.next_cursor,
    retry_after_ms: waits.length === 0 ? null : Math.min(...waits),
  };
}
