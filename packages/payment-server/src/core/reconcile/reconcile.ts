/** Makes up for lost webhooks: checks due payments and scans the provider's recent payments. */
import { mapConcurrently, PROVIDER_CONCURRENCY } from "../concurrency.ts";
import type { Context } from "../context.ts";
import { inquire, postpone } from "../inquiry.ts";
import { sendDueNotices } from "../notices/send.ts";
import { markStuck } from "../notices/stuck.ts";
import type { Payment } from "../payment.ts";
import { isStopped, waitForCall } from "../provider-calls.ts";
import { mayStillSucceed } from "../provider-status.ts";
import { scanRecentPayments, type Scan } from "./recent-payments.ts";
import {
  countChecked,
  countFailed,
  startRun,
  type ReconcileResult,
  type ReconcileRun,
} from "./run.ts";

/**
 * The largest number of due payments in one batch. The first batch is checked before the provider's
 * recent payments are scanned.
 */
const BATCH = 20;
/**
 * How long the payments of a batch are reserved for the process that checks them, in milliseconds.
 */
const TAKEN_MS = 60_000;

const ABANDONED =
  "A payment was still open long after its checkout had expired: `reconcile()` does not run, or too rarely; call it or `GET reconcile` from cron every few minutes.";
const HOUR_MS = 3_600_000;
/**
 * The age, in milliseconds, above which a pending payment counts as a sign that `reconcile()` is
 * not called often enough. A checkout expires after 24 hours, and its payment is then checked once
 * more.
 */
const ABANDONED_MS = 28 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/**
 * How far back a normal scan goes, in milliseconds. The provider stops sending a delivery after
 * 27.5 h, so two days are enough as long as this process keeps running.
 */
const RECENT_MS = 48 * HOUR_MS;
/**
 * How far back a deep scan goes, in milliseconds. A deep scan makes up for a longer outage. Unless
 * the option `recent` is given, a deep scan is made in the first run of a process and about once a
 * day.
 */
const DEEP_MS = 15 * DAY_MS;

/** The options of one run. */
export interface ReconcileOptions {
  /** The smallest age of the due payments that are checked, in milliseconds; default 0. */
  older_than?: number;
  /** The largest number of due payments to check; default 100. */
  limit?: number;
  /**
   * How far back the provider's recent payments are scanned, in milliseconds; 0 skips the scan. The
   * default is 15 days in the first run of a process and about once a day, and 48 h in any other
   * run.
   */
  recent?: number;
  /** A signal whose abort stops the run before its next call to the provider. */
  signal?: AbortSignal;
}

/**
 * Checks the payments that are due, the most overdue first, and scans the provider's recent
 * payments. The scan follows the first batch of checks, so that a run that is stopped early does
 * some of both. Notices that are due are sent meanwhile. Notices that the run itself has made are
 * sent at the end of the run, unless the run was stopped or `notify()` keeps failing. Many
 * processes can call `reconcile()` at the same time.
 */
export async function reconcile(
  context: Context,
  options: ReconcileOptions = {},
): Promise<ReconcileResult> {
  const run = startRun(context, options.signal);
  // Notices are sent while payments are checked, since a notice needs no call to the provider. If
  // notices were sent after the checks, they would never be sent when the checks take the whole
  // time of every run.
  const work = [
    async () => {
      await settleDue(run, options);
      return true;
    },
    async () => await sendDueNotices(context, () => isStopped(run)),
  ];
  let taken = true;
  try {
    [, taken = true] = await mapConcurrently(work, work.length, async (begin) => await begin());
  } finally {
    if (taken && !isStopped(run)) await sendDueNotices(context, () => isStopped(run));
  }
  return run.result;
}

async function settleDue(run: ReconcileRun, options: ReconcileOptions): Promise<void> {
  const limit = options.limit ?? 100;
  const first = Math.min(limit, BATCH);
  const checked = await checkDue(run, options, first);
  await scanProviders(run, options.recent);
  if (checked === first) await checkDue(run, options, limit - checked);
  const { result } = run;
  // A run that is stopped between two batches does not know what else is due.
  if (isStopped(run)) result.failed = Math.max(1, result.failed);
  const { credited } = result;
  if (credited > 0)
    run.context.logger.warn(
      "reconciliation has credited payments whose deliveries did not arrive; check() says whether the endpoint works",
      { credited },
    );
}

/** Checks at most `limit` payments that are due, and returns the number of due payments found. */
async function checkDue(
  run: ReconcileRun,
  { older_than = 0 }: ReconcileOptions,
  limit: number,
): Promise<number> {
  const { context } = run;
  let left = limit;
  while (left > 0 && !isStopped(run)) {
    const now = context.clock();
    const taken_until = now + TAKEN_MS;
    const due = await context.storage.takeDue(
      now,
      taken_until,
      Math.min(left, BATCH),
      now - older_than,
    );
    if (due.length === 0) break;
    left -= due.length;
    await mapConcurrently(
      byTopup(due),
      concurrencyOf(context),
      async (payments) => await checkInOrder(run, payments, taken_until),
    );
  }
  return limit - left;
}

async function scanProviders(run: ReconcileRun, given: number | undefined): Promise<void> {
  const { context } = run;
  const started_at = context.clock();
  const deep = given === undefined && needsDeepScan(context, started_at);
  const recent = given ?? (deep ? DEEP_MS : RECENT_MS);
  if (recent === 0) return;
  const scans: (Scan | null)[] = [];
  for (const provider of context.providers.values())
    scans.push(await scanRecentPayments(run, provider, started_at - recent));
  const done = scans.filter((scan) => scan !== null);
  // A deep scan counts as done only once it is complete for each provider. If it could not settle a
  // payment, it is repeated in an hour.
  if (!deep || done.length < scans.length) return;
  const until = Math.min(...done.map((scan) => scan.until));
  context.deep_scan.at = done.some(({ missed }) => missed) ? until - DAY_MS + HOUR_MS : until;
}

/**
 * Checks one due payment if the budget allows it. Reports a warning if the payment is still pending
 * long after it was created. A payment that may still succeed causes no warning, since a bank debit
 * takes days. The webhook route may call this function after it has processed a delivery.
 */
export async function checkOneDue(context: Context): Promise<void> {
  if (!context.budget.take("reconcile")) return;
  const now = context.clock();
  const [payment] = await context.storage.takeDue(now, now + TAKEN_MS, 1, now);
  if (payment === undefined) return;
  const open = payment.status === "pending" && !mayStillSucceed(payment);
  if (open && now - payment.created_at > ABANDONED_MS)
    context.mistakes.report({ level: "warning", code: "overdue", message: ABANDONED });
  await check(startRun(context, undefined), payment);
}

/**
 * Returns the number of topups whose payments are checked in parallel. In transactional mode this
 * is 1, since the host's transaction may lock a whole SQLite file.
 */
function concurrencyOf({ host }: Context): number {
  return host.creditWithHost === null ? PROVIDER_CONCURRENCY : 1;
}

/**
 * Groups payments by topup. The payments of a topup are checked one after the other, oldest first,
 * so that the oldest one is credited.
 */
function byTopup(payments: readonly Payment[]): Payment[][] {
  const topups = new Map<string, Payment[]>();
  for (const payment of payments)
    topups.set(payment.topup_id, [...(topups.get(payment.topup_id) ?? []), payment]);
  return [...topups.values()];
}

/**
 * Checks the payments one after the other. If the run is stopped, or `taken_until` is reached, the
 * remaining payments are counted as failed. They are due again at `taken_until`, and another
 * process may check them then.
 */
async function checkInOrder(
  run: ReconcileRun,
  payments: readonly Payment[],
  taken_until: number,
): Promise<void> {
  for (const payment of payments) {
    if ((await waitForCall(run)) && run.context.clock() < taken_until) await check(run, payment);
    else run.result.failed += 1;
  }
}

async function check(run: ReconcileRun, payment: Payment): Promise<void> {
  try {
    const { payment: after } = await inquire(run, payment);
    countChecked(run, payment, after);
  } catch (error) {
    countFailed(run, payment.payment_id, error);
    await postpone(run.context, payment);
  }
  if (payment.status === "crediting") await markStuck(run, payment.payment_id);
}

function needsDeepScan({ deep_scan }: Context, now: number): boolean {
  // The difference is absolute, because the clock may have been set back since.
  return deep_scan.at === null || Math.abs(now - deep_scan.at) >= DAY_MS;
}
