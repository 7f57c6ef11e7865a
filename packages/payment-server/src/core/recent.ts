/** The second net: the provider's recent payments that name one of ours. It finds what no row of ours leads to. */
import { askingDeadline, settlingDeadline } from "./deadline.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { PaymentProvider, RecentPayment } from "./provider.ts";
import { count, failed, takeCall, type Round } from "./round.ts";
import { settle } from "./settlement.ts";
import type { PaymentEvent } from "./storage.ts";

/** So many pages at the most, newest payments first. */
const PAGES = 20;
/** A row may be on its way into storage this long after the provider made the payment. */
export const YOUNG_MS: number = 15 * 60_000;

/** Looks through the provider's payments since `since`; false if it was stopped or failed before the last page. */
export async function lookThrough(round: Round, provider: PaymentProvider, since: number): Promise<boolean> {
  if (!provider.method().enabled) return true;
  try {
    for (let page = 0; page < PAGES; page += 1) {
      if (!(await takeCall(round))) return false;
      const { ours, last } = await askingDeadline(round.context, async (signal) => await provider.listRecent(since, page, signal));
      for (const item of ours) await lookAt(round, provider, item);
      if (last) return round.stop?.aborted !== true;
    }
    round.context.logger.warn("the provider has more recent payments than are looked through", { provider: provider.id, pages: PAGES });
    return true;
  } catch (error) {
    failed(round, null, error);
    return false;
  }
}

/** Settled if the provider knows more than we do. */
async function lookAt(round: Round, provider: PaymentProvider, item: RecentPayment): Promise<void> {
  const { context, matter } = round;
  const { provider_payment_id, our_payment_id } = item;
  const found = await context.storage.findPayments({ provider: provider.id, provider_payment_id, provider_session_id: null, payment_id: our_payment_id });
  const exact = found.find((payment) => payment.provider_payment_id === provider_payment_id);
  if (!item.succeeded || (exact !== undefined && knows(exact, item))) return;
  if (found.length === 0) return await noteUnmatched(round, provider, item);
  if (!(await takeCall(round))) return;
  try {
    await settlingDeadline(context, async (signal) => {
      const report = await provider.readPayment(provider_payment_id, signal);
      const settlement = report === null ? null : await settle(context, provider, report, matter, signal);
      if (settlement?.payment) count(round, exact ?? null, settlement.payment);
    });
  } catch (error) {
    failed(round, our_payment_id, error);
  }
}

/** A second partial refund looks like the first in the list, so each of them is asked about. */
function knows(payment: Payment, { refunded, disputed }: RecentPayment): boolean {
  const refund = refunded === "none" || (refunded === "full" && payment.refunded_minor >= (payment.net_minor ?? 0));
  return isSettled(payment) && refund && (!disputed || payment.disputed);
}

/** Paid, naming a payment of ours that is not here, as after a restored backup: kept where a person will see it. */
async function noteUnmatched({ context }: Round, provider: PaymentProvider, item: RecentPayment): Promise<void> {
  const now = context.clock();
  if (now - (item.created_at ?? 0) < YOUNG_MS) return;
  const event_id = `${provider.id}:recent_${item.provider_payment_id}`;
  if ((await context.storage.readEvent(event_id)) !== null) return;
  const data = { payment_id: item.provider_payment_id, status: "succeeded", metadata: { payment_id: item.our_payment_id } };
  const event: PaymentEvent = {
    event_id,
    provider: provider.id,
    type: "payment.succeeded",
    payload_json: JSON.stringify({ type: "payment.succeeded", data }),
    sync_status: "held",
    sync_error: "unmatched",
    payment_id: null,
    attempts: 1,
    created_at: now,
    updated_at: now,
  };
  await context.storage.recordEvent(event, false);
}
