/**
 * The drift report: what does not agree between the provider's payments, our rows and the host's topups. It writes nothing;
 * a person or `reconcile()` acts. Two books are walked, a page at a time: the provider's recent payments for money that our
 * rows do not know of, and our rows for what the provider or the host no longer says. The host's table cannot be listed,
 * so a topup is seen only through a payment of it.
 */
import { PaymentError } from "../../errors.ts";
import type { Context } from "../context.ts";
import { canAsk, lookAtPaid, lookAtRow, type Looking } from "./books.ts";
import type { DriftItem } from "./item.ts";
import { decodeProgress, encodeProgress, type DriftPlace, type DriftProgress } from "./cursor.ts";
import { askingDeadline } from "../deadline.ts";
import { inLanes, LANES } from "../concurrency.ts";
import type { PaymentProvider, RecentWindow } from "../provider.ts";
import { YOUNG_MS } from "../schedule.ts";
import { takeCall } from "../reconcile/run.ts";

const DAY_MS = 24 * 3_600_000;
const ROWS = 100;

export interface DriftOptions {
  /** Payments made since then, Unix milliseconds; default 15 days ago. Those of the last 15 minutes are left out: they may be on their way. */
  since?: number;
  /** Stops at the end of the page on which so many payments have been looked at; default 1,000. A credited one costs one call to the provider. */
  limit?: number;
  /** The `next_cursor` of the report so far; `since` is then its own. */
  cursor?: string;
  /** Stops before the next call to the provider; the page it was on is then looked at again. */
  signal?: AbortSignal;
}

/** What was found on the way from `cursor` to `next_cursor`. */
export interface DriftReport {
  items: DriftItem[];
  /** Payments that were looked at; one that stands in the provider's book and in ours counts in each. */
  checked: number;
  /** Payments of which the provider or the host could not be asked: nothing is known of them. */
  failed: number;
  /** Nothing is left to look at, and all that was looked at could be asked about. */
  whole: boolean;
  next_cursor: string | null;
}

/** One page: what was looked at on it, and where it goes on. */
interface Sheet {
  looks: (readonly DriftItem[] | "failed")[];
  next: DriftPlace | null;
}

/** Compares the books. Throws `invalid_request`, `invalid_cursor`, `storage_unavailable`, or the provider's trouble when its payments cannot be listed. */
export async function drift(context: Context, options: DriftOptions = {}): Promise<DriftReport> {
  const { window, place: first } = begin(context, options);
  const run: Looking = { context, window, stop: options.signal };
  const limit = options.limit ?? 1_000;
  const looks: Sheet["looks"] = [];
  let place: DriftPlace | null = first;
  do {
    const sheet: Sheet =
      place.book === "rows" ? await readRows(run, place) : await readProvider(run, place);
    // Stopped in the middle: what was found on this page would be found again.
    if (run.stop?.aborted === true) break;
    looks.push(...sheet.looks);
    place = sheet.next;
  } while (place !== null && looks.length < limit);
  const failed = looks.filter((look) => look === "failed").length;
  const items = looks.flatMap((look) => (look === "failed" ? [] : look));
  return {
    items,
    checked: looks.length,
    failed,
    whole: place === null && failed === 0,
    next_cursor: place === null ? null : encodeProgress({ window, place }),
  };
}

function begin(context: Context, { since, cursor }: DriftOptions): DriftProgress {
  if (cursor !== undefined) return decodeProgress(cursor);
  const now = context.clock();
  const window = { since: since ?? now - 15 * DAY_MS, until: now - YOUNG_MS };
  if (!Number.isSafeInteger(window.since) || window.since < 0)
    throw new PaymentError("invalid_request", "`since` must be a time in Unix milliseconds.");
  return { window, place: firstOf(context, window, 0) };
}

/** The first page of the provider at this place of the list, or of our rows after the last one. */
function firstOf(context: Context, { until }: RecentWindow, index: number): DriftPlace {
  const provider = enabled(context)[index];
  return provider === undefined
    ? { book: "rows", after: { created_at: until + 1, id: "" } }
    : { book: "provider", provider: provider.id, page: 0 };
}

function enabled({ providers }: Context): PaymentProvider[] {
  return [...providers.values()].filter((provider) => provider.method().enabled);
}

async function readProvider(
  run: Looking,
  { provider: id, page }: DriftPlace & { book: "provider" },
): Promise<Sheet> {
  const { context, window } = run;
  const index = enabled(context).findIndex((one) => one.id === id);
  const provider = enabled(context)[index];
  if (provider === undefined) return { looks: [], next: firstOf(context, window, 0) };
  if (!(await takeCall(run))) return { looks: [], next: null };
  const { ours, last } = await askingDeadline(
    context,
    async (signal) => await provider.listRecent(window, page, signal),
  );
  const paid = ours.filter(({ succeeded }) => succeeded);
  const looks = await inLanes(
    paid,
    LANES,
    async (item) =>
      await guarded(run, item.our_payment_id, async () => await lookAtPaid(run, provider, item)),
  );
  return {
    looks,
    next: last
      ? firstOf(context, window, index + 1)
      : { book: "provider", provider: id, page: page + 1 },
  };
}

async function readRows(run: Looking, { after }: DriftPlace & { book: "rows" }): Promise<Sheet> {
  const { context, window } = run;
  const rows = await context.storage.listPayments({ filter: {}, after, limit: ROWS });
  const made = rows.filter(({ created_at }) => created_at >= window.since);
  const own = made.filter((payment) => canAsk(context, payment));
  const looks = await inLanes(
    own,
    LANES,
    async (payment) =>
      await guarded(run, payment.payment_id, async () => await lookAtRow(run, payment)),
  );
  const last = made.at(-1);
  const more = made.length === ROWS && last !== undefined;
  return {
    looks,
    next: more
      ? { book: "rows", after: { created_at: last.created_at, id: last.payment_id } }
      : null,
  };
}

/** One payment's trouble is not the others'. */
async function guarded(
  { context }: Looking,
  payment_id: string | null,
  look: () => Promise<readonly DriftItem[]>,
): Promise<readonly DriftItem[] | "failed"> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof PaymentError) || error.code === "storage_unavailable") throw error;
    context.logger.warn("a payment could not be compared", { payment_id, code: error.code });
    return "failed";
  }
}
