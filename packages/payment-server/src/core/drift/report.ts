/**
 * Lists the disagreements between the provider's payments, our rows and the host's topups. The
 * report writes nothing. A person or `reconcile()` has to resolve the disagreements.
 *
 * Two lists are read, page by page. The provider's recent payments are read to find money that no
 * row has recorded. Our rows are read to compare them with the provider and the host. The host's
 * topups cannot be listed, so a topup is read only if one of its payments is in one of these lists.
 */
import { PaymentError } from "../../errors.ts";
import { mapConcurrently, PROVIDER_CONCURRENCY } from "../concurrency.ts";
import type { Context } from "../context.ts";
import { providerDeadline } from "../provider-deadline.ts";
import type { PaymentProvider, RecentWindow } from "../provider.ts";
import { isStopped, waitForCall } from "../provider-calls.ts";
import { YOUNG_MS } from "../schedule.ts";
import { canAsk, compareProviderPayment, compareRow, type DriftRun } from "./books.ts";
import { decodeCursor, encodeCursor, type DriftCursor, type DriftPosition } from "./cursor.ts";
import type { DriftItem } from "./item.ts";

const DAY_MS = 24 * 3_600_000;
const ROWS = 100;

/** The options of one report. */
export interface DriftOptions {
  /**
   * The time, in Unix milliseconds, since which the compared payments were created. The default is
   * 15 days ago. Payments of the last 15 minutes are left out, since they may still be settled.
   */
  since?: number;
  /**
   * The number of payments after which this part of the report ends; default 1,000. The page on
   * which the number is reached is completed. Each credited payment costs one call to the provider.
   */
  limit?: number;
  /**
   * The `next_cursor` of the report to continue. It contains `since`, so the option `since` is
   * ignored.
   */
  cursor?: string;
  /**
   * A signal whose abort stops the report before its next call to the provider. What was not
   * compared is compared when the report is continued.
   */
  signal?: AbortSignal;
}

/** The part of the report between `cursor` and `next_cursor`. */
export interface DriftReport {
  items: DriftItem[];
  /**
   * The number of payments in this part, including those that failed. A payment that is both at the
   * provider and in our rows can count twice.
   */
  checked: number;
  /** The number of payments that were not compared, because the provider or the host failed. */
  failed: number;
  /**
   * Whether this is the last part of the report, and every payment of this part could be compared.
   */
  whole: boolean;
  next_cursor: string | null;
}

/** The items of one payment, `"failed"` if it could not be compared, `"stopped"` after an abort. */
type Compared = readonly DriftItem[] | "failed" | "stopped";

/** One page of the report: the items of each payment on it, and the position of the next page. */
interface DriftPage {
  found: Exclude<Compared, "stopped">[];
  next: DriftPosition | null;
}

/**
 * Compares the provider's payments, our rows and the host's topups, and returns one part of the
 * report. Throws `invalid_request`, `invalid_cursor` or `storage_unavailable`. If the provider
 * cannot list its payments, throws the provider's error.
 */
export async function drift(context: Context, options: DriftOptions = {}): Promise<DriftReport> {
  const { window, position: first } = start(context, options);
  const run: DriftRun = { context, window, stop: options.signal };
  const limit = options.limit ?? 1_000;
  const found: DriftPage["found"] = [];
  let position: DriftPosition | null = first;
  do {
    const page: DriftPage =
      position.book === "rows" ? await readRows(run, position) : await readProvider(run, position);
    found.push(...page.found);
    position = page.next;
  } while (position !== null && found.length < limit && !isStopped(run));
  const failed = found.filter((items) => items === "failed").length;
  return {
    items: found.flatMap((items) => (items === "failed" ? [] : items)),
    checked: found.length,
    failed,
    whole: position === null && failed === 0,
    next_cursor: position === null ? null : encodeCursor({ window, position }),
  };
}

function start(context: Context, { since, cursor }: DriftOptions): DriftCursor {
  if (cursor !== undefined) return decodeCursor(cursor);
  const now = context.clock();
  const window = { since: since ?? now - 15 * DAY_MS, until: now - YOUNG_MS };
  if (!Number.isSafeInteger(window.since) || window.since < 0)
    throw new PaymentError("invalid_request", "`since` must be a time in Unix milliseconds.");
  return { window, position: firstPosition(context, window, 0) };
}

/**
 * Returns the position of the first page of the enabled provider at `index`, or of our rows if
 * there is no such provider.
 */
function firstPosition(context: Context, { until }: RecentWindow, index: number): DriftPosition {
  const provider = enabled(context)[index];
  return provider === undefined
    ? { book: "rows", after: { created_at: until + 1, id: "" } }
    : { book: "provider", provider: provider.id, page: 0 };
}

function enabled({ providers }: Context): PaymentProvider[] {
  return [...providers.values()].filter((provider) => provider.method().enabled);
}

async function readProvider(
  run: DriftRun,
  { provider: id, page }: DriftPosition & { book: "provider" },
): Promise<DriftPage> {
  const { context, window } = run;
  const index = enabled(context).findIndex((one) => one.id === id);
  const provider = enabled(context)[index];
  if (provider === undefined) return { found: [], next: firstPosition(context, window, 0) };
  const again: DriftPosition = { book: "provider", provider: id, page };
  if (!(await waitForCall(run))) return { found: [], next: again };
  const { ours, last } = await providerDeadline(
    context,
    async (signal) => await provider.listRecent(window, page, signal),
  );
  const found = await mapConcurrently(
    ours.filter(({ succeeded }) => succeeded),
    PROVIDER_CONCURRENCY,
    async (item) =>
      await guarded(
        run,
        item.our_payment_id,
        async () => await compareProviderPayment(run, provider, item),
      ),
  );
  const whole = beforeStop(found);
  // If the run was stopped on this page, the next report reads the page again, so its items are
  // dropped.
  if (whole.length < found.length) return { found: [], next: again };
  return {
    found: whole,
    next: last
      ? firstPosition(context, window, index + 1)
      : { book: "provider", provider: id, page: page + 1 },
  };
}

async function readRows(
  run: DriftRun,
  { after }: DriftPosition & { book: "rows" },
): Promise<DriftPage> {
  const { context, window } = run;
  const rows = await context.storage.listPayments({ filter: {}, after, limit: ROWS });
  const made = rows.filter(({ created_at }) => created_at >= window.since);
  const compared = made.filter((payment) => canAsk(context, payment));
  const found = await mapConcurrently(
    compared,
    PROVIDER_CONCURRENCY,
    async (payment) =>
      await guarded(run, payment.payment_id, async () => await compareRow(run, payment)),
  );
  const whole = beforeStop(found);
  // If the run was stopped on this page, the report continues after the last payment that was
  // compared.
  const stopped = whole.length < found.length;
  const last = stopped ? compared[whole.length - 1] : made.at(-1);
  if (stopped && last === undefined) return { found: [], next: { book: "rows", after } };
  const more = last !== undefined && (stopped || made.length === ROWS);
  return {
    found: whole,
    next: more
      ? { book: "rows", after: { created_at: last.created_at, id: last.payment_id } }
      : null,
  };
}

/** Returns the results before the first payment that was not compared because of an abort. */
function beforeStop(found: readonly Compared[]): Exclude<Compared, "stopped">[] {
  const end = found.indexOf("stopped");
  return found.slice(0, end === -1 ? found.length : end).filter((one) => one !== "stopped");
}

/**
 * Returns the items of `compare()`, or `"stopped"` if the run was stopped. Returns `"failed"` if
 * `compare()` throws a `PaymentError`, so that the report continues with the other payments. Throws
 * `storage_unavailable` and unexpected errors unchanged.
 */
async function guarded(
  run: DriftRun,
  payment_id: string | null,
  compare: () => Promise<readonly DriftItem[]>,
): Promise<Compared> {
  const { context } = run;
  if (isStopped(run)) return "stopped";
  try {
    const items = await compare();
    // After an abort the comparison may lack an answer of the provider.
    return isStopped(run) ? "stopped" : items;
  } catch (error) {
    if (!(error instanceof PaymentError) || error.code === "storage_unavailable") throw error;
    context.logger.warn("a payment could not be compared", { payment_id, code: error.code });
    return "failed";
  }
}
