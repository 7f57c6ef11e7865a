/**
 * Receives deliveries without a signature, which are accepted if no webhook key is configured. Such
 * a delivery proves nothing. It only causes a query to the provider, within the budget, and the
 * provider's answer decides. The query is about the session of a payment of ours or, for a refund
 * or a dispute, about a provider payment that is stored on one of our rows.
 *
 * No event is stored, since anyone can choose the `webhook-id` of an unsigned delivery. The id is
 * stored only in the audit note of a write that the delivery has caused.
 */
import type { Receipt } from "./inbox.ts";
import { settlementDeadline } from "./provider-deadline.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { Settlement } from "./payment-write.ts";
import type { Delivery, PaymentProvider } from "./provider.ts";
import { decideBySession } from "./session-decision.ts";
import { settle } from "./settlement.ts";
import type { SyncStatus } from "./storage-records.ts";
import { awaitsReversal, unconfirmed } from "./unconfirmed-delivery.ts";
import type { Context } from "./context.ts";
import { causeOf, type Writing } from "./write-cause.ts";

/** An unsigned delivery that is being decided. */
interface Receiving extends Writing {
  provider: PaymentProvider;
  delivery: Delivery;
}

/**
 * Receives an unsigned delivery. Throws `busy` (503) if the delivery names a payment of ours and
 * cannot be confirmed with the provider yet, or if there are too many unsigned deliveries. Also
 * throws the errors of the provider and the host.
 */
export async function receiveUnsigned(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
): Promise<Receipt> {
  const cause = causeOf("webhook", `unsigned ${delivery.event_id}`);
  const sync_status = await decide({ context, cause, provider, delivery });
  return { event_id: delivery.event_id, provider: provider.id, sync_status };
}

async function decide(receiving: Receiving): Promise<SyncStatus> {
  const { context, delivery } = receiving;
  if (delivery.subject === "reversal") return await decideReversal(receiving);
  const payment = delivery.subject === "payment" ? await findOpenPayment(receiving) : null;
  if (payment === null) return "ignored";
  // Without a stored session there is nothing to query. The checkout is probably still being
  // created, so the delivery has to be sent again.
  if (payment.provider_session_id === null) throw unconfirmed();
  if (!context.budget.take("deliveries", payment.user_id)) throw unconfirmed();
  const decided = await decideBySession(receiving, payment, delivery);
  if (decided === null) throw unconfirmed();
  return decided;
}

/**
 * Decides a refund or dispute by reading its payment from the provider. Ignores the delivery if
 * that payment is not stored on a row of ours, or if the row is of another environment.
 */
async function decideReversal(receiving: Receiving): Promise<SyncStatus> {
  const { context, provider } = receiving;
  const payment = await findReversedPayment(receiving);
  if (
    payment === null ||
    payment.provider_payment_id === null ||
    payment.environment !== provider.environment
  )
    return "ignored";
  if (!context.budget.take("deliveries", payment.user_id)) throw unconfirmed();
  const settlement = await readAndSettle(receiving, payment.provider_payment_id);
  if (settlement?.outcome === "busy") throw unconfirmed();
  // If the provider's answer has changed nothing, the delivery is ignored.
  const changed = settlement !== null && settlement.payment?.version !== payment.version;
  return changed && (settlement.outcome === "applied" || settlement.outcome === "held")
    ? settlement.outcome
    : "ignored";
}

/**
 * Reads the payment from the provider and settles it. Throws `busy` if the API does not show the
 * delivered refund or dispute yet (`awaitsReversal()`), because the API may lag behind the
 * delivery.
 */
async function readAndSettle(
  { context, cause, provider, delivery }: Receiving,
  provider_payment_id: string,
): Promise<Settlement | null> {
  return await settlementDeadline(context, async (signal) => {
    const report = await provider.readPayment(provider_payment_id, signal);
    if (awaitsReversal(delivery, report, delivery.occurred_at ?? 0, context.clock()))
      throw unconfirmed();
    return report === null ? null : await settle({ context, cause, provider, signal }, report);
  });
}

async function findReversedPayment({
  context,
  provider,
  delivery: { provider_payment_id },
}: Receiving): Promise<Payment | null> {
  if (provider_payment_id === null) return null;
  const found = await context.storage.findPayments({
    provider: provider.id,
    provider_payment_id,
    provider_session_id: null,
    payment_id: null,
  });
  return found.find((payment) => payment.provider_payment_id === provider_payment_id) ?? null;
}

async function findOpenPayment({
  context,
  provider,
  delivery,
}: Receiving): Promise<Payment | null> {
  const { provider_payment_id, provider_session_id, our_payment_id } = delivery;
  const found = await context.storage.findPayments({
    provider: provider.id,
    provider_payment_id,
    provider_session_id,
    payment_id: our_payment_id,
  });
  const with_session = found.filter((payment) => payment.provider_session_id !== null);
  const open =
    with_session.find((payment) => !isSettled(payment)) ??
    found.find((payment) => payment.status === "pending");
  if (open !== undefined) return open;
  // A provider payment without a row may be a second payment in the session of a settled payment.
  // That settled payment is returned, and the caller queries its session.
  const known =
    provider_payment_id === null ||
    found.some((payment) => payment.provider_payment_id === provider_payment_id);
  return known ? null : (with_session.find((payment) => payment.attempt !== null) ?? null);
}
