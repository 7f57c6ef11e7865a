import { nextStatus, type Payment } from "./payment.ts";
import { paymentChange } from "./payment-change.ts";
import { nextVersion } from "./payment-version.ts";
import type { Change, Claimed } from "./storage-records.ts";
import { decidedEvent, type Writing } from "./write-cause.ts";

/**
 * The result of crediting a topup. `paid` and `held`: the outcome is stored, and `event_written`
 * says whether the webhook event was stored with it. `busy`: another request holds the claim, or it
 * is not known yet whether the host has credited. `lost`: another request wrote the payment first,
 * so the caller has to read the payment again.
 */
export type CreditOutcome =
  | { kind: "paid" | "held"; payment: Payment; event_written: boolean }
  | { kind: "busy"; payment: Payment }
  | { kind: "lost" };

/**
 * Ends a claim and marks its payment as `paid`. `write` stores both changes; in transactional mode
 * the caller passes a `write` that also calls the host, in the same transaction.
 */
export async function closeCredit(
  writing: Writing,
  payment: Payment,
  fence: number,
  write: (change: Change) => Promise<Claimed> = async (change) =>
    await writing.context.storage.closeCredit(change, fence),
): Promise<CreditOutcome> {
  const { context, cause } = writing;
  for (let current = payment; ;) {
    const next = nextVersion(context, current, {
      ...current,
      status: nextStatus(current.status, "credited"),
      attempts: 0,
      next_check_at: null,
      unconfirmed_since: null,
    });
    const event = decidedEvent(cause, "applied", payment.payment_id);
    const closed = await write(paymentChange(writing, current, next, "close", event));
    const { status, version } = closed.payment;
    if (closed.won) return { kind: "paid", payment: closed.payment, event_written: event !== null };
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

/**
 * Returns the outcome for a claim that another request has closed. `event_written` is `false`,
 * because that request has not stored the webhook event of this one.
 */
export function paidByAnother(payment: Payment): CreditOutcome {
  return { kind: "paid", payment, event_written: false };
}
