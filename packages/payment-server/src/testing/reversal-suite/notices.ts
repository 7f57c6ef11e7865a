/** Makes payments in memory, and the notices that the service would send about them. */
import { auditEntry, type AuditEntry } from "../../core/audit.ts";
import { noticesOf } from "../../core/notices/notices-of.ts";
import type { Payment } from "../../core/payment.ts";
import { wireNotice, type WireNotice } from "../../http/notices.ts";
import { samplePayment } from "../storage/records.ts";
import type { Bench } from "./case.ts";

const CAUSE = { actor: "webhook", event_id: null, note: null } as const;

/** A payment of a new user. */
export interface Sold {
  user_id: string;
  /**
   * Writes `fields` to the payment and returns the notices of the write. `action` is the action of
   * the audit entry.
   */
  change(fields: Partial<Payment>, action?: string): WireNotice[];
  /** Sets `refunded_minor`, the total of the refunds, and returns the only notice of the write. */
  refund(refunded_minor: number): WireNotice;
}

/**
 * Makes a payment of a new user. By default, the payment is paid and has 500 credits for 5,000
 * cents; `fields` replaces single fields. If the payment is `paid`, sets the user's balance to the
 * payment's credits, otherwise to 0.
 */
export async function sell(bench: Bench, fields: Partial<Payment> = {}): Promise<Sold> {
  const user_id = (await bench.createUser?.()) ?? `user_${crypto.randomUUID()}`;
  let payment = samplePayment(crypto.randomUUID(), {
    status: "paid",
    net_minor: fields.amount_minor ?? 5_000,
    user_id,
    ...fields,
  });
  const history: AuditEntry[] = [auditEntry(null, payment, "reserve", CAUSE)];
  await bench.setBalance(user_id, payment.status === "paid" ? payment.credits : 0);
  const change: Sold["change"] = (changes, action = "reversal") => {
    const { version, updated_at } = payment;
    const next = { ...payment, version: version + 1, updated_at: updated_at + 1_000, ...changes };
    history.push(auditEntry(payment, next, action, CAUSE));
    payment = next;
    return noticesOf(next, history, next.version).map(wireNotice);
  };
  return { user_id, change, refund: (refunded_minor) => only(change({ refunded_minor })) };
}

/** Returns the only notice of a list. Throws if the list has none or several. */
export function only(notices: readonly WireNotice[]): WireNotice {
  const [notice, ...others] = notices;
  if (notice === undefined || others.length > 0)
    throw new Error(`one notice was expected, not ${notices.length}`);
  return notice;
}
