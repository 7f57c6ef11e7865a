import { FIXED_FIELDS, type Payment } from "../../core/payment.ts";
import type { Change, Claimed } from "../../core/storage-records.ts";
import { sharesProviderKey } from "./collisions.ts";
import { recordEvent } from "./events.ts";
import { allPayments, readCredit, storedPayment, type MemoryTables } from "./tables.ts";

/**
 * Writes a change with its audit entry and its event, or nothing. It is written if the stored
 * version is the one it was decided on, if no other row has its provider payment or session, and if
 * `allowed` returns true. `allowed` may write the credit: it is called last, when nothing else can
 * refuse the change any more.
 */
export function applyChange(tables: MemoryTables, change: Change, allowed: () => boolean): Claimed {
  const before = storedPayment(tables, change.next.payment_id);
  const next = { ...change.next, ...fixedFieldsOf(before) };
  const taken = allPayments(tables).some(
    (other) => other.payment_id !== next.payment_id && sharesProviderKey(other, next),
  );
  if (before.version === next.version - 1 && !taken && allowed()) {
    tables.payments.set(before.payment_id, next);
    tables.audit.push(structuredClone(change.audit));
    if (change.event !== null) recordEvent(tables, change.event, false);
  }
  // Read back, so that a repeated call of a change that was written before is won too.
  const payment = storedPayment(tables, change.next.payment_id);
  return {
    won: payment.write_id === change.next.write_id,
    payment: { ...payment },
    credit: readCredit(tables, payment.topup_id),
  };
}

/** The fields that no change may write, as they are stored. */
function fixedFieldsOf(payment: Payment): Partial<Payment> {
  return Object.fromEntries(FIXED_FIELDS.map((field) => [field, payment[field]]));
}
