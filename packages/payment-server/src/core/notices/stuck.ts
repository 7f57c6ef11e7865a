import type { AuditEntry } from "../audit.ts";
import { paymentChange } from "../payment-change.ts";
import { nextVersion } from "../payment-version.ts";
import { YOUNG_MS } from "../schedule.ts";
import type { Writing } from "../write-cause.ts";
import { STUCK } from "./notices-of.ts";

/**
 * Marks a payment that has been `crediting` for 15 minutes as stuck, so that the host is notified
 * once. The mark is an audit entry. Does nothing if the host has no `notify()`, or if another
 * request writes the payment first.
 */
export async function markStuck(writing: Writing, payment_id: string): Promise<void> {
  const { context } = writing;
  if (context.host.notify === null) return;
  const payment = await context.storage.readPayment(payment_id);
  if (payment?.status !== "crediting") return;
  if (!isStuck(await context.storage.listAudit(payment_id), context.clock())) return;
  const next = nextVersion(context, payment, payment);
  await context.storage.changePayment(paymentChange(writing, payment, next, STUCK));
}

/** Whether the payment has been `crediting` for 15 minutes and has not been marked since. */
export function isStuck(history: readonly AuditEntry[], now: number): boolean {
  const began = history.findLastIndex(
    ({ from_status, to_status }) => to_status === "crediting" && from_status !== "crediting",
  );
  const since = history[began]?.at ?? now;
  return (
    now - since >= YOUNG_MS && !history.slice(began + 1).some(({ action }) => action === STUCK)
  );
}
