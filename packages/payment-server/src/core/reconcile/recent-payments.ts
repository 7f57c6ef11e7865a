/**
 * Scans the provider's recent payments that name one of ours. It finds money that no row of ours
 * leads to.
 */
import type { Context, UnfinishedScan } from "../context.ts";
import { providerDeadline, settlementDeadline } from "../deadline.ts";
import { isSettled, type Payment } from "../payment.ts";
import type { PaymentProvider, RecentPayment } from "../provider.ts";
import { isStopped, waitForCall } from "../provider-calls.ts";
import { settle } from "../settlement.ts";
import { countChecked, countFailed, type ReconcileRun } from "./run.ts";
import { recordUnmatched } from "./unmatched-payment.ts";

/** One run scans so many pages; the next run goes on where this one stopped. */
const PAGES = 20;

/** A scan that is complete: up to when, and whether a payment on the way could not be settled. */
export type Scan = Pick<UnfinishedScan, "until" | "missed">;

/**
 * Scans the payments made since `since`, in Unix milliseconds. Returns `null` if the scan is not
 * complete yet.
 */
export async function scanRecentPayments(
  run: ReconcileRun,
  provider: PaymentProvider,
  since: number,
): Promise<Scan | null> {
  const { context } = run;
  if (!provider.method().enabled) return { until: context.clock(), missed: false };
  const scan = resumeOrStart(context, provider.id, since);
  try {
    const first = scan.page;
    for (let page = first; page < first + PAGES; page += 1) {
      const last = await scanPage(run, provider, scan, page);
      if (last === null) return null;
      // Another run of this process may scan the same pages.
      scan.page = Math.max(scan.page, page + 1);
      if (last) return finish(context, provider.id, scan);
    }
    context.logger.info(
      "the provider has more recent payments than one run looks through; the next one goes on",
      { provider: provider.id, page: scan.page },
    );
  } catch (error) {
    countFailed(run, null, error);
    // A page that keeps failing would hide newer payments for as long as it does, so the next run
    // starts again with those.
    if (scan.failed_page === scan.page) context.unfinished_scans.delete(provider.id);
    scan.failed_page = scan.page;
  }
  return null;
}

/**
 * Scans one page and returns whether it was the last one; `null` if the run was stopped. A page on
 * which the run was stopped is scanned again.
 */
async function scanPage(
  run: ReconcileRun,
  provider: PaymentProvider,
  scan: UnfinishedScan,
  page: number,
): Promise<boolean | null> {
  if (!(await waitForCall(run))) return null;
  const { ours, last } = await providerDeadline(
    run.context,
    async (signal) => await provider.listRecent(scan, page, signal),
  );
  for (const item of ours) {
    if (isStopped(run)) return null;
    if (!(await settleRecent(run, provider, item))) scan.missed = true;
  }
  return isStopped(run) ? null : last;
}

/**
 * Returns the scan that was interrupted, if it goes back as far, or starts a new one. Its end is
 * fixed, so that payments made meanwhile do not move others to another page.
 */
function resumeOrStart(context: Context, provider_id: string, since: number): UnfinishedScan {
  const unfinished = context.unfinished_scans.get(provider_id);
  if (unfinished !== undefined && unfinished.since <= since) return unfinished;
  const scan: UnfinishedScan = {
    since,
    until: context.clock(),
    page: 0,
    failed_page: null,
    missed: false,
  };
  context.unfinished_scans.set(provider_id, scan);
  return scan;
}

function finish(context: Context, provider_id: string, scan: UnfinishedScan): Scan {
  if (context.unfinished_scans.get(provider_id) === scan)
    context.unfinished_scans.delete(provider_id);
  return scan;
}

/** Settles a payment if the provider knows more than our row. Returns `false` if that failed. */
async function settleRecent(
  run: ReconcileRun,
  provider: PaymentProvider,
  item: RecentPayment,
): Promise<boolean> {
  const { context, cause } = run;
  const { provider_payment_id, our_payment_id } = item;
  const found = await context.storage.findPayments({
    provider: provider.id,
    provider_payment_id,
    provider_session_id: null,
    payment_id: our_payment_id,
  });
  const exact = found.find((payment) => payment.provider_payment_id === provider_payment_id);
  // A settled payment can only have a reversal that is new, whatever its status at the provider is
  // by then; any other payment can have a success.
  if (exact !== undefined && isSettled(exact) ? isRecorded(exact, item) : !item.succeeded)
    return true;
  if (found.length === 0)
    return await guarded(run, null, async () => await recordUnmatched(run, provider, item));
  if (!(await waitForCall(run))) return true;
  return await guarded(run, our_payment_id, async () => {
    await settlementDeadline(context, async (signal) => {
      const report = await provider.readPayment(provider_payment_id, signal);
      if (report === null) return;
      const { payment } = await settle({ context, cause, provider, signal }, report);
      if (payment) countChecked(run, exact ?? null, payment);
    });
  });
}

/** Runs `work` and counts its failure, so that the scan goes on. Returns `false` if it failed. */
async function guarded(
  run: ReconcileRun,
  payment_id: string | null,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    countFailed(run, payment_id, error);
    return false;
  }
}

/**
 * Whether the row has recorded the refunds and disputes of a listed payment. The list shows a
 * second partial refund like the first, so a partial refund is always read.
 */
function isRecorded(
  payment: Payment,
  { refunded, disputed, dispute_lost }: RecentPayment,
): boolean {
  const all = payment.refunded_minor >= (payment.net_minor ?? 0);
  const refund = refunded === "none" || (refunded === "full" && all);
  return refund && (!disputed || payment.disputed) && (!dispute_lost || all);
}
