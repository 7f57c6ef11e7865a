/** The second net: the provider's recent payments that name one of ours. It finds what no row of ours leads to. */
import type { Context, CutLook } from "../context.ts";
import { askingDeadline, settlingDeadline } from "../deadline.ts";
import { isUnaccounted } from "../foreign-payment.ts";
import { isSettled, type Payment } from "../payment.ts";
import type { PaymentProvider, RecentPayment } from "../provider.ts";
import { namedPayment } from "../replay.ts";
import { count, failed, isStopped, takeCall, type Round } from "./run.ts";
import { YOUNG_MS } from "../schedule.ts";
import { settle } from "../settlement.ts";
import type { PaymentEvent } from "../storage.ts";

/** So many pages in one run; the next run goes on where this one stopped. */
const PAGES = 20;
/** Whoever is a stranger stays one for a day: the host is not asked about the same topups at each run. */
const STRANGER_MS = 24 * 3_600_000;
const MOST_STRANGERS = 5_000;
/** A person reads the newest first. */
const HELD_EVENTS = 200;

/** Up to which moment the provider's payments were looked through; `missed`: one of them could not be settled. */
export type LookedThrough = Pick<CutLook, "until" | "missed">;

/** Looks through the provider's payments since `since`; `null` while that is not done. */
export async function lookThrough(
  round: Round,
  provider: PaymentProvider,
  since: number,
): Promise<LookedThrough | null> {
  const { context } = round;
  if (!provider.method().enabled) return { until: context.clock(), missed: false };
  const look = goOn(context, provider.id, since);
  try {
    const first = look.page;
    for (let page = first; page < first + PAGES; page += 1) {
      if (!(await takeCall(round))) return null;
      const { ours, last } = await askingDeadline(
        context,
        async (signal) => await provider.listRecent(look, page, signal),
      );
      for (const item of ours) {
        // What was stopped in the middle of a page begins with that page again.
        if (isStopped(round)) return null;
        if (!(await lookAt(round, provider, item))) look.missed = true;
      }
      if (isStopped(round)) return null;
      // Another run of this process may go through the same pages.
      look.page = Math.max(look.page, page + 1);
      if (last) return finish(context, provider.id, look);
    }
    context.logger.info(
      "the provider has more recent payments than one run looks through; the next one goes on",
      { provider: provider.id, page: look.page },
    );
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
  const look: CutLook = {
    since,
    until: context.clock(),
    page: 0,
    failed_page: null,
    missed: false,
  };
  context.cut_looks.set(provider_id, look);
  return look;
}

function finish(context: Context, provider_id: string, look: CutLook): LookedThrough {
  if (context.cut_looks.get(provider_id) === look) context.cut_looks.delete(provider_id);
  return look;
}

/** Settled if the provider knows more than we do; `false` if that has failed. */
async function lookAt(
  round: Round,
  provider: PaymentProvider,
  item: RecentPayment,
): Promise<boolean> {
  const { context, matter } = round;
  const { provider_payment_id, our_payment_id } = item;
  const found = await context.storage.findPayments({
    provider: provider.id,
    provider_payment_id,
    provider_session_id: null,
    payment_id: our_payment_id,
  });
  const exact = found.find((payment) => payment.provider_payment_id === provider_payment_id);
  // Of a payment that has its outcome a reversal counts, whatever word it has by then; of any other one a success.
  if (exact !== undefined && isSettled(exact) ? knows(exact, item) : !item.succeeded) return true;
  if (found.length === 0)
    return await guarded(round, null, async () => await noteUnmatched(round, provider, item));
  if (!(await takeCall(round))) return true;
  return await guarded(round, our_payment_id, async () => {
    await settlingDeadline(context, async (signal) => {
      const report = await provider.readPayment(provider_payment_id, signal);
      const settlement =
        report === null ? null : await settle(context, provider, report, matter, signal);
      if (settlement?.payment) count(round, exact ?? null, settlement.payment);
    });
  });
}

/** One payment's trouble is not the others'; `false` if there was some. */
async function guarded(
  round: Round,
  payment_id: string | null,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    failed(round, payment_id, error);
    return false;
  }
}

/** A second partial refund looks like the first in the list, so each of them is asked about. */
function knows(payment: Payment, { refunded, disputed, dispute_lost }: RecentPayment): boolean {
  const all = payment.refunded_minor >= (payment.net_minor ?? 0);
  const refund = refunded === "none" || (refunded === "full" && all);
  return refund && (!disputed || payment.disputed) && (!dispute_lost || all);
}

/**
 * Paid, naming a payment of ours that is not here, as after a restored backup, or a topup that another service has sold and
 * nobody accounts for: kept where a person will see it.
 */
async function noteUnmatched(
  round: Round,
  provider: PaymentProvider,
  item: RecentPayment,
): Promise<void> {
  const { context } = round;
  const now = context.clock();
  const key = `${provider.id} ${item.provider_payment_id}`;
  if (now - (item.created_at ?? 0) < YOUNG_MS || (context.strangers.get(key) ?? 0) > now) return;
  const event_id = `${provider.id}:recent_${item.provider_payment_id}`;
  const known =
    (await context.storage.readEvent(event_id)) !== null ||
    (await heldPayments(round)).has(item.provider_payment_id);
  if (known || (item.our_payment_id === null && !(await isUnaccounted(context, item.our_topup_id))))
    return remember(context, key, now + STRANGER_MS);
  const data = {
    payment_id: item.provider_payment_id,
    status: "succeeded",
    metadata: { payment_id: item.our_payment_id, topup_id: item.our_topup_id },
  };
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

/** The provider's payments of which a delivery has told already, for the whole run: each needs one held event. */
async function heldPayments(round: Round): Promise<ReadonlySet<string | null>> {
  round.held_payments ??= new Set(
    (
      await round.context.storage.listEvents({
        filter: { sync_status: "held" },
        after: null,
        limit: HELD_EVENTS,
      })
    ).map(namedPayment),
  );
  return round.held_payments;
}

function remember({ strangers }: Context, key: string, until: number): void {
  strangers.set(key, until);
  const [oldest] = strangers.keys();
  if (strangers.size > MOST_STRANGERS && oldest !== undefined) strangers.delete(oldest);
}
