import { auditEntry } from "./audit.ts";
import { nextStatus, type Payment } from "./payment.ts";
import { nextVersion } from "./payment-version.ts";
import type { Change, Claimed } from "./storage-records.ts";
import { decidedEvent, type Writing } from "./write-cause.ts";

/**
 * The result of crediting. `paid` and `held`: the outcome is stored; `event_written` says whether
 * the event of the cause was stored with it. `busy`: another request holds the claim, or the host's
 * answer is not known yet. `lost`: the payment was written meanwhile, so the caller reads it again.
 */
export type CreditOutcome =
  | { kind: "paid" | "held"; payment: Payment; event_written: boolean }
  | { kind: "busy"; payment: Payment }
  | { kind: "lost" };

/**
 * Ends the claim of a payment whose topup says `paid`. `write` stores the end of the claim; by
 * default nothing else happens in its transaction.
 */
export async function closeCredit(
  { context, cause }: Writing,
  payment: Payment,
  fence: number,
  write: (change: Change) => Promise<Claimed> = async (change) =>
    await context.storage.closeCredit(change, fence),
): Promise<CreditOutcome> {
  for (let current = payment; ;) {
    const next = nextVersion(context, current, {
      ...current,
      status: nextStatus(current.status, "credited"),
      attempts: 0,
      next_check_at: null,
      unconfirmed_since: null,
    });
    const event = decidedEvent(cause, "applied", payment.payment_id);
    const audit = auditEntry(current, next, "close", cause);
    const closed = await write({ next, audit, event });
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

/** The outcome of a claim that another request has closed, without our event. */
export function paidByAnother(payment: Payment): CreditOutcome {
  return { kind: "paid", payment, event_written: false };
}
