import { PaymentError, type ErrorCode } from "../errors.ts";
import type { AuditEntry } from "./audit.ts";
import type { Context } from "./context.ts";
import type { Topup } from "./host.ts";
import type { Payment } from "./payment.ts";
import { readTopup } from "./topup.ts";

/** A payment, its audit entries, oldest first, and its topup at the host. */
export interface PaymentAudit {
  payment: Payment;
  entries: AuditEntry[];
  /** `null` if the host has no such topup, or if it could not be read. */
  topup: Topup | null;
  /** The code of the error if the topup could not be read, otherwise `null`. */
  topup_error: ErrorCode | null;
}

/** Reads a payment and its whole audit. Throws `payment_not_found` if there is no such payment. */
export async function readAudit(context: Context, payment_id: string): Promise<PaymentAudit> {
  const { storage } = context;
  const payment = await storage.readPayment(payment_id);
  if (payment === null)
    throw new PaymentError("payment_not_found", "There is no payment with this id.");
  const [entries, topup] = await Promise.all([
    storage.listAudit(payment_id),
    presentTopup(context, payment.topup_id),
  ]);
  return { payment, entries, ...topup };
}

/**
 * Reads the topup. An error of the host is returned as a code, so that an administrator can read
 * the audit anyway.
 */
async function presentTopup(
  context: Context,
  topup_id: string,
): Promise<Pick<PaymentAudit, "topup" | "topup_error">> {
  try {
    return { topup: await readTopup(context, topup_id), topup_error: null };
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    return { topup: null, topup_error: error.code };
  }
}
