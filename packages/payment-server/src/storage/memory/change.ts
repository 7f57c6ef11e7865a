import { FIXED_FIELDS } from "../../core/fixed-fields.ts";
import type { Payment } from "../../core/payment.ts";
import type { Change, Claimed } from "../../core/storage-records.ts";
import { sharesProviderKey } from "./collisions.ts";
import { recordEvent } from "./events.ts";
import { addNotice } from "./notices.ts";
import { allPayments, readCredit, storedPayment, type MemoryTables } from "./tables.ts";

/**
 * Writes a change with its audit entry, its event and its notice, or writes nothing. Returns what
 * is stored afterwards. The change is written only if the stored version is the one before the
 * change, no other row shares a provider key with the payment (`sharesProviderKey`), and `allowed`
 * returns true. `allowed` may write the credit, so it is called last, when nothing else can refuse
 * the change.
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
    if (change.notify) addNotice(tables, "payment", next.payment_id, next.version);
    if (change.event !== null) recordEvent(tables, change.event, false, false);
  }
  // Read the row back. If an earlier call has written this change, a repeated call succeeds too.
  const payment = storedPayment(tables, change.next.payment_id);
  return {
    won: payment.write_id === change.next.write_id,
    payment: { ...payment },
    credit: readCredit(tables, payment.topup_id),
  };
}

/** Returns the fields that no change may write, with their stored values. */
function fixedFieldsOf(payment: Payment): Partial<Payment> {
  return Object.fromEntries(FIXED_FIELDS.map((field) => [field, payment[field]]));
}
