/**
 * Decides a delivery by what the provider says about the session that we stored for the payment.
 */
import type { Context } from "./context.ts";
import { inquire } from "./inquiry.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { Delivery } from "./provider.ts";
import type { Stage } from "./stage.ts";
import type { SyncStatus } from "./storage-records.ts";
import type { Writing } from "./write-cause.ts";

/** Stages of a payment without money that the provider has confirmed, and that are stored. */
const CONFIRMED: ReadonlySet<Stage> = new Set<Stage>([
  "open",
  "processing",
  "failed",
  "canceled",
  "expired",
]);

/**
 * Asks about the session of `payment` and returns the outcome of the delivery, or `null` while the
 * provider does not confirm what the delivery says.
 */
export async function decideBySession(
  writing: Writing,
  payment: Payment,
  delivery: Delivery,
): Promise<SyncStatus | null> {
  const { payment: after, stage } = await inquire(writing, payment);
  // The payment that the delivery names may have a row of its own beside the one that was asked
  // about.
  const named = await readNamedRow(writing.context, payment, delivery);
  if (named === null && isSettled(payment)) return "ignored";
  const { status } = named ?? after;
  if (status === "paid") return "applied";
  if (status === "held" || status === "dismissed") return "held";
  return !mayClaimMoney(delivery) && CONFIRMED.has(stage) ? "applied" : null;
}

/**
 * Reads the named row only if it is of the same topup: a delivery must not learn of another user's
 * payment.
 */
async function readNamedRow(
  { storage }: Context,
  { provider, topup_id }: Payment,
  { provider_payment_id }: Delivery,
): Promise<Payment | null> {
  if (provider_payment_id === null) return null;
  const found = await storage.findPayments({
    provider,
    provider_payment_id,
    provider_session_id: null,
    payment_id: null,
  });
  return (
    found.find(
      (payment) =>
        payment.topup_id === topup_id && payment.provider_payment_id === provider_payment_id,
    ) ?? null
  );
}

/** Whether the delivery may be about a success: a body without a readable status may be. */
function mayClaimMoney({ report }: Delivery): boolean {
  return report === null || report.status === "succeeded" || report.status === "unknown";
}
