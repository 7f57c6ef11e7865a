import { nextStatus, type Payment } from "./payment.ts";
import { paymentChange } from "./payment-change.ts";
import { nextVersion } from "./payment-version.ts";
import type { Change } from "./storage-records.ts";
import { decidedEvent, type Writing } from "./write-cause.ts";

/**
 * The result of crediting a topup. `paid` and `held`: the outcome is stored, and `event_written`
 * says whether the webhook event was stored with it. `busy`: there is no outcome yet, for example
 * because another request holds the claim, so the caller has to try later. `lost`: another request
 * wrote the payment first, so the caller has to read the payment again.
 */
export type CreditOutcome =
  | { kind: "paid" | "held"; payment: Payment; event_written: boolean }
  | { kind: "busy"; payment: Payment }
  | { kind: "lost" };

/**
 * Ends a claim and marks its payment as `paid`. Returns `paid` too if another request has done so.
 * Returns `busy` if the fence is outdated. Also returns `busy`, and logs an error, if the payment
 * was held or dismissed meanwhile.
 */
export async function closeCredit(
  writing: Writing,
  payment: Payment,
  fence: number,
): Promise<CreditOutcome> {
  const { context } = writing;
  for (let current = payment; ;) {
    const change = closingChange(writing, current);
    const closed = await context.storage.closeCredit(change, fence);
    const { status, version } = closed.payment;
    if (closed.won)
      return { kind: "paid", payment: closed.payment, event_written: change.event !== null };
    if (status === "paid") return paidByAnother(closed.payment);
    if (status === "held" || status === "dismissed") {
      context.logger.error(
        "the host credited a payment that was given up meanwhile; look at it and at the balance",
        { payment_id: payment.payment_id, fence },
      );
      return { kind: "busy", payment: closed.payment };
    }
    if (version === current.version) return { kind: "busy", payment: closed.payment };
    current = closed.payment;
  }
}

/** Returns the change that ends the claim of this payment and marks it as `paid`. */
export function closingChange(writing: Writing, payment: Payment): Change {
  const next = nextVersion(writing.context, payment, {
    ...payment,
    status: nextStatus(payment.status, "credited"),
    attempts: 0,
    next_check_at: null,
    unconfirmed_since: null,
  });
  const event = decidedEvent(writing.cause, "applied", payment.payment_id);
  return paymentChange(writing, payment, next, "close", event);
}

/**
 * Returns the outcome for a claim that another request has closed, or may have closed.
 * `event_written` is `false`, because the other request does not store the webhook event of this
 * request.
 */
export function paidByAnother(payment: Payment): CreditOutcome {
  return { kind: "paid", payment, event_written: false };
}
