import { auditEntry } from "./audit.ts";
import { noteUnsent } from "./notices/queue.ts";
import { noticeKinds } from "./notices/notices-of.ts";
import type { Payment } from "./payment.ts";
import type { Change, PaymentEvent } from "./storage-records.ts";
import type { Writing } from "./write-cause.ts";

/**
 * Returns the change that replaces `before` with `next`, including its audit entry. Every change
 * that the service writes is built here. So no change is missing in the audit, and the host is
 * notified of each change that makes a notice.
 */
export function paymentChange(
  writing: Writing,
  before: Payment,
  next: Payment,
  action: string,
  event: PaymentEvent | null = null,
): Change {
  return {
    next,
    audit: auditEntry(before, next, action, writing.cause),
    event,
    notify: mustNotify(writing, before, next, action),
  };
}

/**
 * Inserts a payment with its audit entry and returns the payment. If the storage finds an existing
 * row instead, returns that row (see `insertPayment()` of the storage).
 */
export async function insertPayment(
  writing: Writing,
  payment: Payment,
  action: string,
): Promise<Payment> {
  const audit = auditEntry(null, payment, action, writing.cause);
  const notify = mustNotify(writing, null, payment, action);
  return await writing.context.storage.insertPayment(payment, audit, notify);
}

function mustNotify(
  { context }: Writing,
  before: Payment | null,
  after: Payment,
  action: string,
): boolean {
  if (noticeKinds({ before, after, action }).length === 0) return false;
  return noteUnsent(context, "payment", after.payment_id);
}
