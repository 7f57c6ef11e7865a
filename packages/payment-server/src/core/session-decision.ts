/** A delivery that is decided by what the provider says of the session that we stored for a payment of ours. */
import type { Context } from "./context.ts";
import { inquire, type Stage } from "./inquiry.ts";
import type { Matter } from "./write-cause.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { Delivery } from "./provider.ts";
import type { SyncStatus } from "./storage.ts";

/** What the provider has said, and is stored, of a payment without money. */
const CONFIRMED: ReadonlySet<Stage> = new Set<Stage>([
  "open",
  "processing",
  "failed",
  "canceled",
  "expired",
]);

/** Asks about the session; what the delivery comes to then, or `null` while the provider does not confirm what it says. */
export async function decideBySession(
  context: Context,
  payment: Payment,
  delivery: Delivery,
  matter: Matter,
): Promise<SyncStatus | null> {
  const { payment: after, stage } = await inquire(context, payment, matter);
  // What came of the payment that is named, which may have a row of its own beside the one that was asked about.
  const named = await namedRow(context, payment, delivery);
  if (named === null && isSettled(payment)) return "ignored";
  const { status } = named ?? after;
  if (status === "paid") return "applied";
  if (status === "held" || status === "dismissed") return "held";
  return !mayClaimMoney(delivery) && CONFIRMED.has(stage) ? "applied" : null;
}

/** Of the same topup: what has become of somebody else's payment is nothing that a delivery may learn. */
async function namedRow(
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

/** A body that says nothing readable of the payment may be about a success. */
function mayClaimMoney({ report }: Delivery): boolean {
  return report === null || report.status === "succeeded" || report.status === "unknown";
}
