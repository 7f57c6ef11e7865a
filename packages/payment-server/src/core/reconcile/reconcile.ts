/**
 * What catches lost webhooks: payments that are due are checked, and the provider's recent payments
 * are scanned.
 */
import { mapConcurrently, PROVIDER_CONCURRENCY } from "../concurrency.ts";
import type { Context } from "../context.ts";
import { inquire, postpone } from "../inquiry.ts";
import type { Payment } from "../payment.ts";
import { isStopped, waitForCall } from "../provider-calls.ts";
import { scanRecentPayments, type Scan } from "./recent-payments.ts";
import {
  countChecked,
  countFailed,
  startRun,
  type ReconcileResult,
  type ReconcileRun,
} from "./run.ts";

/**
 * So many payments are taken at once, and so many are checked before the recent payments are
 * scanned.
 */
const BATCH = 20;
/** While one process checks the payments it has taken, no other process takes them. */
const TAKEN_MS = 60_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/**
 * The provider stops to send a delivery after 27.5 h, so two days back are enough while this
 * process runs.
 */
const RECENT_MS = 48 * HOUR_MS;
/**
 * After a longer outage, so at its first run and then once a day, a run scans as far back as soft
 * ends are checked.
 */
const DEEP_MS = 15 * DAY_MS;

/** The options of one run. */
export interface ReconcileOptions {
  /** Only payments made at least this many milliseconds ago; default 0. */
  older_than?: number;
  /** At most so many payments that are due; default 100. */
  limit?: number;
  /**
   * How far back the provider's recent payments are scanned, in milliseconds; 0 leaves the scan
   * out. Default 48 h, and 15 days at the first run of a process and once a day.
   */
  recent?: number;
  /** Stops the run before its next call to the provider. */
  signal?: AbortSignal;
}

/**
 * Checks the payments that are due, the most overdue first, and scans the provider's recent
 * payments after the first few: a run that is stopped early, as on a cron's route, gets to both.
 * Safe in many processes at once.
 */
export async function reconcile(
  context: Context,
  options: ReconcileOptions = {},
): Promise<ReconcileResult> {
  const run = startRun(context, options.signal);
  const limit = options.limit ?? 100;
  const first = Math.min(limit, BATCH);
  const checked = await checkDue(run, options, first);
  await scanProviders(run, options.recent);
  if (checked === first) await checkDue(run, options, limit - checked);
  return run.result;
}

/** Checks at most `limit` payments that are due, and returns how many there were. */
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
  // A scan that was interrupted does not count until it is complete, and one that has missed a
  // payment is repeated in an hour.
  if (!deep || done.length < scans.length) return;
  const until = Math.min(...done.map((scan) => scan.until));
  context.deep_scan.at = done.some(({ missed }) => missed) ? until - DAY_MS + HOUR_MS : until;
}

/**
 * Checks one payment that is due, within the budget, on behalf of a request that was answered
 * already.
 */
export async function checkOneDue(context: Context): Promise<void> {
  if (!context.budget.take("reconcile")) return;
  const now = context.clock();
  const [payment] = await context.storage.takeDue(now, now + TAKEN_MS, 1, now);
  if (payment !== undefined) await check(startRun(context, undefined), payment);
}

/**
 * A host in our transaction may have a SQLite file to itself, so concurrent checks would find the
 * database busy.
 */
function concurrencyOf({ host }: Context): number {
  return host.closeWithHost === null ? PROVIDER_CONCURRENCY : 1;
}

/**
 * Groups payments by topup: those of one topup are checked one after the other, so that the oldest
 * credits it.
 */
function byTopup(payments: readonly Payment[]): Payment[][] {
  const topups = new Map<string, Payment[]>();
  for (const payment of payments)
    topups.set(payment.topup_id, [...(topups.get(payment.topup_id) ?? []), payment]);
  return [...topups.values()];
}

/**
 * After `taken_until` a payment that was not checked is due again, and another process may be
 * checking it.
 */
async function checkInOrder(
  run: ReconcileRun,
  payments: readonly Payment[],
  taken_until: number,
): Promise<void> {
  for (const payment of payments) {
    if ((await waitForCall(run)) && run.context.clock() < taken_until) await check(run, payment);
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
}

function needsDeepScan({ deep_scan }: Context, now: number): boolean {
  return deep_scan.at === null || now - deep_scan.at >= DAY_MS;
}
