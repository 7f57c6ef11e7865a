/**
 * A delivery nobody signed, where no key is configured: only a hint. It can at most make us ask the provider about the
 * session we stored for a payment that is still open, within the budget, and the answer decides. Nothing of it is stored:
 * its `webhook-id` can be chosen by anyone, so it stands in the audit note of what was found and skips nothing.
 */
import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import type { Receipt } from "./inbox.ts";
import { inquire } from "./inquiry.ts";
import { createMatter } from "./matter.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { Delivery, PaymentProvider } from "./provider.ts";
import type { SyncStatus } from "./storage.ts";

/** Anyone can send hints: however many, they leave half of the budget to result pages and reconciliation. */
const LEFT_TO_OTHERS = 0.5;

/** Follows a hint. Throws `busy` (503) while the payment it names is open and not confirmed. */
export async function followHint(context: Context, provider: PaymentProvider, delivery: Delivery): Promise<Receipt> {
  const receipt = (sync_status: SyncStatus): Receipt => ({ event_id: delivery.event_id, provider: provider.id, sync_status });
  const payment = delivery.subject === "payment" ? await openPayment(context, provider, delivery) : null;
  if (payment === null) return receipt("ignored");
  if (!context.budget.take(LEFT_TO_OTHERS)) throw unconfirmed();
  const matter = createMatter({ actor: "webhook", event_id: null, note: `unsigned ${delivery.event_id}` }, null);
  const { payment: after } = await inquire(context, payment, matter);
  // What came of the payment that the hint names, which may have a row of its own beside the one that was asked about.
  const beside = (await namedPayment(context, provider, delivery)) ?? (isSettled(payment) ? null : after);
  if (beside === null) return receipt("ignored");
  if (beside.status === "paid") return receipt("applied");
  if (beside.status === "held" || beside.status === "dismissed") return receipt("held");
  throw unconfirmed();
}

async function namedPayment(context: Context, provider: PaymentProvider, { provider_payment_id }: Delivery): Promise<Payment | null> {
  const found = await context.storage.findPayments({ provider: provider.id, provider_payment_id, provider_session_id: null, payment_id: null });
  return found.find((payment) => payment.provider_payment_id === provider_payment_id) ?? null;
}

async function openPayment(context: Context, provider: PaymentProvider, delivery: Delivery): Promise<Payment | null> {
  const { provider_payment_id, provider_session_id, our_payment_id } = delivery;
  const found = await context.storage.findPayments({ provider: provider.id, provider_payment_id, provider_session_id, payment_id: our_payment_id });
  const asked = found.filter((payment) => payment.provider_session_id !== null);
  const open = asked.find((payment) => !isSettled(payment));
  if (open !== undefined) return open;
  // Another payment in a session that is settled: it may be a second one, or the first that matches.
  const known = provider_payment_id === null || found.some((payment) => payment.provider_payment_id === provider_payment_id);
  return known ? null : (asked.find((payment) => payment.attempt !== null) ?? null);
}

function unconfirmed(): PaymentError {
  return new PaymentError("busy", "The payment provider has not confirmed this yet; send the delivery again.", { retry_after_ms: 5_000 });
}
