import { docsOf } from "../errors.ts";
import { isNotCredited } from "./confirmation.ts";
import { nextStatus, NOT_RELEASED, type HoldReason, type Payment } from "./payment.ts";
import { paymentChange } from "./payment-change.ts";
import { nextVersion } from "./payment-version.ts";
import { writePayment, type Settlement } from "./payment-write.ts";
import type { Credit } from "./storage-records.ts";
import { decidedEvent, type Writing } from "./write-cause.ts";

/**
 * Holds a payment: its money has arrived, but is not credited until an administrator decides.
 * `learned` is the payment with the fields to store from the report. `claim` is the payment's own
 * open claim, or `null`. The write voids the claim and revokes an administrator's release. Returns
 * `"lost"` if another request wrote the payment first, or if the host may have credited the topup.
 */
export async function holdPayment(
  writing: Writing,
  payment: Payment,
  learned: Payment,
  hold_reason: HoldReason,
  claim: Credit | null,
): Promise<Settlement | "lost"> {
  const { context, cause } = writing;
  const next = nextVersion(context, payment, {
    ...learned,
    status: nextStatus(payment.status, "mismatch"),
    hold_reason,
    ...NOT_RELEASED,
    attempts: 0,
    next_check_at: null,
  });
  if (claim !== null && !(await isNotCredited(context, claim))) return "lost";
  const { payment_id } = payment;
  const docs = docsOf(hold_reason);
  context.logger.warn("payment held", { payment_id, hold_reason, docs });
  if (claim === null) return await writePayment(writing, payment, next, "hold", "held");
  const event = decidedEvent(cause, "held", payment.payment_id);
  const change = paymentChange(writing, payment, next, "hold", event);
  const voided = await context.storage.voidCredit(change, claim.fence);
  return voided.won
    ? { outcome: "held", payment: voided.payment, event_written: event !== null }
    : "lost";
}
