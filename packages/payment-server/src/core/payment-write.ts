/** Writes the next state of a payment, together with the webhook event that reported it. */
import { nextStatus, type Payment, type PaymentSignal } from "./payment.ts";
import { paymentChange } from "./payment-change.ts";
import { nextVersion } from "./payment-version.ts";
import { nextCheckAt } from "./schedule.ts";
import { decidedEvent, type Writing } from "./write-cause.ts";

/**
 * The result of settling a report. `held`: the payment is held. `applied`: the payment has recorded
 * the report and is not held. `busy`: there is no outcome yet, for example because another request
 * is deciding this payment, so the caller has to try later. `ignored`: the report concerns no
 * payment of ours, or is not a success and changes nothing. `unmatched`: the report names a payment
 * of ours that is not stored. `event_written` says whether the webhook event was stored together
 * with the payment. If it was not, a caller that has an event has to store it.
 */
export type Settlement =
  | { outcome: "applied" | "held"; payment: Payment; event_written: boolean }
  | { outcome: "busy"; payment: Payment; event_written: boolean }
  | { outcome: "ignored"; payment: Payment | null; event_written: boolean }
  | { outcome: "unmatched"; payment: null; event_written: boolean };

/**
 * Writes the status that follows from `signal`, and the fields in `learned`, to a payment for which
 * no money was received. Writes nothing if nothing changes. Returns `"lost"` if the write fails,
 * for example because another request wrote the payment first.
 */
export async function writeProgress(
  writing: Writing,
  payment: Payment,
  learned: Partial<Payment>,
  signal: PaymentSignal,
): Promise<Settlement | "lost"> {
  const { context } = writing;
  const status = nextStatus(payment.status, signal);
  const moved = { ...payment, ...learned, status };
  const unchanged =
    status === payment.status &&
    Object.entries(learned).every(([key, value]) => Reflect.get(payment, key) === value);
  if (unchanged) return { outcome: "ignored", payment, event_written: false };
  const attempts = status === payment.status ? payment.attempts : 0;
  const next = nextVersion(context, payment, {
    ...moved,
    attempts,
    next_check_at: nextCheckAt({ ...moved, attempts }, context.clock()),
  });
  return await writePayment(writing, payment, next, signal, "applied");
}

/**
 * Replaces `before` with `next`. Returns `"lost"` if the write fails, for example because another
 * request wrote the payment first.
 */
export async function writePayment(
  writing: Writing,
  before: Payment,
  next: Payment,
  action: string,
  outcome: "applied" | "held",
): Promise<Settlement | "lost"> {
  const event = decidedEvent(writing.cause, outcome, before.payment_id);
  const changed = await writing.context.storage.changePayment(
    paymentChange(writing, before, next, action, event),
  );
  return changed.won
    ? { outcome, payment: changed.payment, event_written: event !== null }
    : "lost";
}
