/** Deletes events that are no longer needed. Payments, credits and the audit are never deleted. */
import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import { DAY_MS } from "./figures/days.ts";

/**
 * The smallest age of a deleted event, in days. Dodo's dashboard can replay messages of the last
 * two weeks, and a replayed message is recognised by its event.
 */
export const LEAST_DAYS = 15;
const USUAL_DAYS = 90;

/** The largest number of events that one statement deletes, so that no lock is held for long. */
const BATCH = 500;

/** The number of newest events that are kept whatever their age, because `check()` reads them. */
const KEPT = 200;

/** The options of one run. */
export interface PruneOptions {
  /** The age in days from which events are deleted, at least 15. Default 90. */
  events_older_than_days?: number;
  /** The largest number of events to delete. Default 10,000. */
  limit?: number;
  /** A signal whose abort ends the run after its current batch. */
  signal?: AbortSignal;
}

/**
 * The result counts the events that a run has deleted. `more` says whether events that could be
 * deleted are probably left.
 */
export interface PruneResult {
  events: number;
  more: boolean;
}

/**
 * Deletes, in batches, events with the status `applied` or `ignored` that are older than
 * `events_older_than_days`. Keeps undecided and held events, events of which a notice is due, and
 * the newest 200 events of all. Throws `invalid_request` for a wrong option.
 */
export async function prune(
  { storage, clock }: Pick<Context, "storage" | "clock">,
  options: PruneOptions = {},
): Promise<PruneResult> {
  const { events_older_than_days: days = USUAL_DAYS, limit = 10_000, signal } = options;
  if (!Number.isSafeInteger(days) || days < LEAST_DAYS)
    throw new PaymentError(
      "invalid_request",
      `\`events_older_than_days\` must be a whole number of at least ${LEAST_DAYS}: Dodo can replay deliveries of the last two weeks, which are recognised by their events.`,
    );
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new PaymentError("invalid_request", "`limit` must be a whole number above 0.");
  const newest = await storage.listEvents({ filter: {}, after: null, limit: KEPT });
  const oldest_kept = newest[KEPT - 1]?.created_at;
  if (oldest_kept === undefined) return { events: 0, more: false };
  const before = Math.min(oldest_kept, clock() - days * DAY_MS);
  let events = 0;
  while (events < limit) {
    const asked = Math.min(BATCH, limit - events);
    const deleted = await storage.deleteEvents(before, asked);
    events += deleted;
    if (deleted < asked) return { events, more: false };
    if (signal?.aborted === true) break;
  }
  return { events, more: true };
}
