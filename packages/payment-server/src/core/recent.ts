/** The second net: the provider's recent payments that name one of ours. It finds what no row of ours leads to. */
import type { Context, CutLook } from "./context.ts";
import { askingDeadline, settlingDeadline } from "./deadline.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { PaymentProvider, RecentPayment } from "./provider.ts";
import { count, failed, takeCall, type Round } from "./round.ts";
import { settle } from "./settlement.ts";
import type { PaymentEvent } from "./storage.ts";

/** So many pages in one run; the next run goes on where this one stopped. */
const PAGES = 20;
/** A row may be on its way into storage this long after the provider made the payment. */
export const YOUNG_MS: number = 15 * 60_000;

/** Looks through the provider's payments since `since`. The moment up to which that is done; `null` while it is not. */
export async function lookThrough(round: Round, provider: PaymentProvider, since: number): Promise<number | null> {
  const { context } = round;
  if (!provider.method().enabled) return context.clock();
  const look = goOn(context, provider.id, since);
  try {
    const first = look.page;
    for (let page = first; page < first + PAGES; page += 1) {
      if (!(await takeCall(round))) return null;
      const { ours, last } = await askingDeadline(context, async (signal) => await provider.listRecent(look, page, signal));
      for (const item of ours) await lookAt(round, provider, item);
      // What was stopped in the middle of a page begins with that page again.
      if (round.stop?.aborted === true) return null;
      // Another run of this process may go through the same pages.
      look.page = Math.max(look.page, page + 1);
      if (last) return finish(context, provider.id, look);
    }
    context.logger.info("the provider has more recent payments than one run looks through; the next one goes on", { provider: provider.id, page: look.page });
  } catch (error) {
    failed(round, null, error);
    // A page that fails again would keep newer payments unseen for as long as it does: the next run begins with those.
    if (look.failed_page === look.page) context.cut_looks.delete(provider.id);
    look.failed_page = look.page;
  }
  return null;
}

/** The look that was cut short, if it goes back as far; otherwise a new one. Its end is fixed, so that its pages stay what they are. */
function goOn(context: Context, provider_id: string, since: number): CutLook {
  const cut = context.cut_looks.get(provider_id);
  if (cut !== undefined && cut.since <= since) return cut;
  const look: CutLook = { since, until: context.clock(), page: 0, failed_page: null };
  context.cut_looks.set(provider_id, look);
  return look;
}

function finish(context: Context, provider_id: string, look: CutLook): number {
  if (context.cut_looks.get(provider_id) === look) context.cut_looks.delete(provider_id);
  return look.until;
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
