/**
 * Scans the provider's recent payments, and settles or records those of which our rows lack
 * something.
 */
import type { Context, UnfinishedScan } from "../context.ts";
import { providerDeadline, settlementDeadline } from "../provider-deadline.ts";
import { isSettled, type Payment } from "../payment.ts";
import type { PaymentProvider, RecentPayment } from "../provider.ts";
import { isStopped, waitForCall } from "../provider-calls.ts";
import { refundBase } from "../refund.ts";
import { settle } from "../settlement.ts";
import { countChecked, countFailed, type ReconcileRun } from "./run.ts";
import { recordUnmatched } from "./unmatched-payment.ts";

/** The largest number of pages that one run scans. The next run continues after them. */
const PAGES = 20;

/**
 * The result of a complete scan: the end of its time window, and whether a payment in that window
 * could not be settled.
 */
export type Scan = Pick<UnfinishedScan, "until" | "missed">;

/**
 * Scans the provider's payments that were created since `since` (Unix milliseconds). Settles or
 * records each payment of which our rows lack something. Resumes an interrupted scan. Returns
 * `null` if the scan is not complete yet. For a disabled provider there is nothing to scan, so the
 * scan counts as complete.
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
      // Another run of this process may have scanned further, so the page number never decreases.
      scan.page = Math.max(scan.page, page + 1);
      if (last) return finish(context, provider.id, scan);
    }
    context.logger.info(
      "the provider has more recent payments than one run looks through; the next one goes on",
      { provider: provider.id, page: scan.page },
    );
  } catch (error) {
    countFailed(run, null, error);
    // If a page fails twice, the next run starts a new scan, so that a page that keeps failing does
    // not delay newer payments.
    if (scan.failed_page === scan.page) context.unfinished_scans.delete(provider.id);
    scan.failed_page = scan.page;
  }
  return null;
}

/**
 * Scans one page and returns whether it was the last one. If the run was stopped, returns `null`,
 * and the next run scans the page again.
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
 * Returns the interrupted scan if it goes back at least to `since`, or else starts a new scan. The
 * end of a scan's time window is fixed, so that new payments do not move others to another page.
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

/**
 * Settles a payment if our row lacks something that the provider's list shows. If no row exists,
 * calls `recordUnmatched()`, which stores an event for administrators if one is needed. Returns
 * `false` on failure.
 */
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
  // A settled payment is skipped if its refunds and disputes are recorded, whatever its current
  // status at the provider. Any other payment is skipped unless it has succeeded.
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

/**
 * Runs `work` and returns whether it succeeded. Counts the failure, or throws what `countFailed()`
 * throws.
 */
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
 * Whether the row has recorded the refunds and disputes that the list shows. A partial refund
 * counts as not recorded, because the list does not show whether there is a second one.
 */
function isRecorded(payment: Payment, { refunded, dispute_status }: RecentPayment): boolean {
  const all = payment.refunded_minor >= refundBase(payment);
  const refund = refunded === "none" || (refunded === "full" && all);
  return refund && (dispute_status === null || dispute_status === payment.dispute_status);
}
