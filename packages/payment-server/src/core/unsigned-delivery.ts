/**
 * A delivery nobody signed, where no key is configured: only a hint. It can at most make us ask the provider, within the
 * budget, about the session we stored for a payment that is still open, or, where it speaks of a refund or a dispute, about
 * a provider payment that stands on a row of ours; the answer decides. Nothing of it is stored: its `webhook-id` can be
 * chosen by anyone, so it stands in the audit note of what was found and skips nothing.
 */
import { PaymentError } from "../errors.ts";
import { decideBySession } from "./session-decision.ts";
import type { Context } from "./context.ts";
import { settlingDeadline } from "./deadline.ts";
import type { Receipt } from "./inbox.ts";
import { createMatter, type Matter } from "./write-cause.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { Delivery, PaymentProvider } from "./provider.ts";
import type { Settlement } from "./payment-write.ts";
import { lacksReversal } from "./report.ts";
import { isYoung } from "./schedule.ts";
import { settle } from "./settlement.ts";
import type { SyncStatus } from "./storage.ts";

/** Follows a hint. Throws `busy` (503) while the payment it names is open and not confirmed, and while there are too many hints. */
export async function followHint(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
): Promise<Receipt> {
  const sync_status = await outcomeOf(context, provider, delivery);
  return { event_id: delivery.event_id, provider: provider.id, sync_status };
}

async function outcomeOf(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
): Promise<SyncStatus> {
  const matter = createMatter(
    { actor: "webhook", event_id: null, note: `unsigned ${delivery.event_id}` },
    null,
  );
  if (delivery.subject === "reversal")
    return await followReversal(context, provider, delivery, matter);
  const payment =
    delivery.subject === "payment" ? await openPayment(context, provider, delivery) : null;
  if (payment === null) return "ignored";
  // Its page is being opened: there is nothing to ask about yet.
  if (payment.provider_session_id === null) throw unconfirmed();
  if (!context.budget.take("deliveries", payment.user_id)) throw unconfirmed();
  const decided = await decideBySession(context, payment, delivery, matter);
  if (decided === null) throw unconfirmed();
  return decided;
}

/** A refund or a dispute costs one question, about a provider payment that we know already. */
async function followReversal(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
  matter: Matter,
): Promise<SyncStatus> {
  const payment = await reversedPayment(context, provider, delivery);
  if (
    payment === null ||
    payment.provider_payment_id === null ||
    payment.environment !== provider.environment
  )
    return "ignored";
  if (!context.budget.take("deliveries", payment.user_id)) throw unconfirmed();
  const settlement = await ask(context, provider, delivery, payment.provider_payment_id, matter);
  if (settlement?.outcome === "busy") throw unconfirmed();
  // Nothing that the provider confirms was new: the hint has done nothing.
  const changed = settlement !== null && settlement.payment?.version !== payment.version;
  return changed && (settlement.outcome === "applied" || settlement.outcome === "held")
    ? settlement.outcome
    : "ignored";
}

/** While the hint is young, an API that shows no refund and no dispute may be behind it. */
async function ask(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
  provider_payment_id: string,
  matter: Matter,
): Promise<Settlement | null> {
  return await settlingDeadline(context, async (signal) => {
    const report = await provider.readPayment(provider_payment_id, signal);
    if (lacksReversal(delivery, report) && isYoung(delivery.occurred_at ?? 0, context.clock()))
      throw unconfirmed();
    return report === null ? null : await settle(context, provider, report, matter, signal);
  });
}

async function reversedPayment(
  context: Context,
  provider: PaymentProvider,
  { provider_payment_id }: Delivery,
): Promise<Payment | null> {
  if (provider_payment_id === null) return null;
  const found = await context.storage.findPayments({
    provider: provider.id,
    provider_payment_id,
    provider_session_id: null,
    payment_id: null,
  });
  return found.find((payment) => payment.provider_payment_id === provider_payment_id) ?? null;
}

async function openPayment(
  context: Context,
  provider: PaymentProvider,
  delivery: Delivery,
): Promise<Payment | null> {
  const { provider_payment_id, provider_session_id, our_payment_id } = delivery;
  const found = await context.storage.findPayments({
    provider: provider.id,
    provider_payment_id,
    provider_session_id,
    payment_id: our_payment_id,
  });
  const asked = found.filter((payment) => payment.provider_session_id !== null);
  const open =
    asked.find((payment) => !isSettled(payment)) ??
    found.find((payment) => payment.status === "pending");
  if (open !== undefined) return open;
  // Another payment in a session that is settled: it may be a second one, or the first that matches.
  const known =
    provider_payment_id === null ||
    found.some((payment) => payment.provider_payment_id === provider_payment_id);
  return known ? null : (asked.find((payment) => payment.attempt !== null) ?? null);
}

function unconfirmed(): PaymentError {
  return new PaymentError(
    "busy",
    "The payment provider has not confirmed this yet; send the delivery again.",
    { retry_after_ms: 5_000 },
  );
}
