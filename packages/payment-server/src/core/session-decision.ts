/** Decides the outcome of a delivery by querying the provider about a payment's session. */
import type { Context } from "./context.ts";
import { inquire } from "./inquiry.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { Delivery } from "./provider.ts";
import type { Stage } from "./stage.ts";
import type { SyncStatus } from "./storage-records.ts";
import type { Writing } from "./write-cause.ts";

/** The stages by which the provider confirms that no money was received for a payment yet. */
const CONFIRMED: ReadonlySet<Stage> = new Set<Stage>([
  "open",
  "processing",
  "failed",
  "canceled",
  "expired",
]);

/**
 * Queries the provider about the session of `payment` and returns the outcome of the delivery, or
 * `null` if the provider does not confirm the delivery yet.
 */
export async function decideBySession(
  writing: Writing,
  payment: Payment,
  delivery: Delivery,
): Promise<SyncStatus | null> {
  const { payment: after, stage } = await inquire(writing, payment);
  // If the delivery's provider payment is stored on a row of this topup, that row's status decides.
  const named = await readNamedRow(writing.context, payment, delivery);
  if (named === null && isSettled(payment)) return "ignored";
  const { status } = named ?? after;
  if (status === "paid") return "applied";
  if (status === "held" || status === "dismissed") return "held";
  return !mayClaimMoney(delivery) && CONFIRMED.has(stage) ? "applied" : null;
}

/**
 * Returns the row of the delivery's provider payment if that row belongs to the same topup as the
 * given payment. A row of another topup is not returned, since a delivery must not reveal another
 * user's payment.
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

/**
 * Whether the delivery reports a success, or a status that we cannot read and that may be a
 * success.
 */
function mayClaimMoney({ report }: Delivery): boolean {
  return report === null || report.status === "succeeded" || report.status === "unknown";
}
