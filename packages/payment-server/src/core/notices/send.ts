/**
 * Sends the notices of changes to the host.
 *
 * The write that makes a notice also stores that the notice is due, so a crash cannot lose the
 * notice. A process reserves the row of a payment before it sends the payment's notices, so they
 * are sent in order. After the notices of each version, the process stores which version comes
 * next. If it crashes before that, these notices are sent again with the same `notice_id`.
 *
 * A notice that fails is sent again after growing pauses, by `reconcile()` or after the next change
 * of its payment. The later notices of the payment wait for it. Of all answers to requests, only
 * that of the route `reconcile` waits for `notify()`. No lock and no transaction does.
 */
import { PaymentError } from "../../errors.ts";
import { mapConcurrently, PROVIDER_CONCURRENCY } from "../concurrency.ts";
import type { Context } from "../context.ts";
import { withDeadline } from "../deadline.ts";
import type { DueNotices, NoticeSubject } from "../storage-records.ts";
import { HOST_MS, LONGEST_LEASE_MS } from "../time-limits.ts";
import type { Notice } from "./notice.ts";
import { noticesOf, unmatchedNotice } from "./notices-of.ts";
import type { NoticeSender } from "./queue.ts";

/**
 * How long a row is reserved, in milliseconds. It is reserved anew after the notices of each
 * version.
 */
const LEASE_MS = 60_000;
/**
 * The first and the longest pause after a failure, in milliseconds. The pause doubles with each
 * failure.
 */
const PAUSES = { first: 15_000, longest: LONGEST_LEASE_MS };
/**
 * How many rows `sendDueNotices()` reserves at once, and how many payments and how many events one
 * call of it handles at most.
 */
const BATCH = 8;
const MOST_ROWS = 200;
/** How many senders run in this process at once, and how many rows wait for them, at most. */
const MOST_RUNNING = 4;
const MOST_WAITING = 1_000;

const LATE = { code: "host_unavailable", message: "notify() did not return in time." } as const;

/**
 * Starts to send the notices of the writes that a request has made, and returns immediately. If a
 * notice is not sent, for example because this process ends or too many notices wait, `reconcile()`
 * sends it later.
 */
export function sendSoon(context: Context): void {
  const { notice_queue: queue, unsent, host } = context;
  queue.waiting.push(...unsent);
  unsent.clear();
  queue.waiting.splice(MOST_WAITING);
  const now = context.ticks();
  // When a request ends, Cloudflare Workers can stop a sender that the request has started. The
  // promise of this sender then never settles, so another sender takes its place after `LEASE_MS`.
  // If the first sender still runs, the reservations of the rows keep the two senders from sending
  // the same notice at once.
  for (const sender of queue.senders)
    if (now - sender.began_at >= LEASE_MS) queue.senders.delete(sender);
  while (queue.senders.size < MOST_RUNNING && queue.waiting.length > 0) {
    const sender = { began_at: now };
    queue.senders.add(sender);
    const sending = sendWaiting(context, sender);
    host.waitUntil?.(sending).catch((error: unknown) => {
      context.logger.error("wait_until() failed: notices may be late", {}, error);
    });
  }
}

/**
 * Sends the due notices of payments and then those of events, at most `MOST_ROWS` rows of each.
 * Stops when none is left or when `isStopped` returns `true`. If every row of a batch of payments
 * fails, leaves the other payments for the next run. Does the same for events. Returns `false` if a
 * batch has failed in this way, and `true` otherwise.
 */
export async function sendDueNotices(context: Context, isStopped: () => boolean): Promise<boolean> {
  if (context.host.notify === null) return true;
  context.unsent.clear();
  let taken = true;
  for (const subject of ["payment", "event"] as const) {
    for (let left = MOST_ROWS; left > 0 && !isStopped(); left -= BATCH) {
      const sent = await sendBatch(context, subject, null, BATCH);
      if (sent.length > 0 && !sent.includes(true)) taken = false;
      if (sent.length < BATCH || !sent.includes(true)) break;
    }
  }
  return taken;
}

/** Sends the notices of the waiting rows, one row after the other. It never throws. */
async function sendWaiting(context: Context, sender: NoticeSender): Promise<void> {
  const { notice_queue: queue } = context;
  for (let next = queue.waiting.shift(); next !== undefined; next = queue.waiting.shift()) {
    const [id, subject] = next;
    sender.began_at = context.ticks();
    await sendBatch(context, subject, id, 1).catch((error: unknown) =>
      context.logger.warn("a notice was not sent; it stays due", {
        id,
        code: error instanceof PaymentError ? error.code : "internal",
      }),
    );
  }
  queue.senders.delete(sender);
}

/**
 * Reserves at most `limit` due rows, or only the row with the id `only`, and sends their notices.
 * Returns the result of `sendRow()` for each row.
 */
async function sendBatch(
  context: Context,
  subject: NoticeSubject,
  only: string | null,
  limit: number,
): Promise<boolean[]> {
  const reserved_at = context.ticks();
  const due = await context.storage.takeNotices(subject, { only, limit, lease_ms: LEASE_MS });
  return await mapConcurrently(
    due,
    PROVIDER_CONCURRENCY,
    async (row) => await sendRow({ context, subject, reserved_at }, row),
  );
}

/** The functions that send the notices of one row share this. */
interface Sending {
  context: Context;
  subject: NoticeSubject;
  /** When the row was last reserved, by `ticks()`. */
  reserved_at: number;
}

/**
 * Sends the notices of a row in order. Returns `false` if a call of `notify()` fails, or if the
 * reservation could end during the next call. Returns `true` if no notice waits any more, or if
 * another process has reserved the row.
 */
async function sendRow(sending: Sending, taken: DueNotices): Promise<boolean> {
  const { context, subject } = sending;
  for (let due: DueNotices | null = taken; due !== null;) {
    const { notices, sent_version } = await readNotices(sending, due);
    for (const [index, { version, notice }] of notices.entries()) {
      // A process that was suspended may have lost its reservation, and must not send late.
      if (context.ticks() - sending.reserved_at > LEASE_MS - HOST_MS) return false;
      if (!(await callNotify(context, notice))) {
        const attempts = due.from_version === taken.from_version ? taken.attempts : 1;
        const failed = { from_version: version, sent_version: null, attempts };
        const wait_ms = Math.min(PAUSES.longest, PAUSES.first * 2 ** Math.min(attempts - 1, 20));
        await context.storage.storeNotified(subject, due, { ...failed, wait_ms });
        return false;
      }
      const next = notices[index + 1];
      if (next === undefined || next.version === version) continue;
      due = await renew(sending, due, next.version, null);
      if (due === null) return true;
    }
    due = await renew(sending, due, sent_version + 1, sent_version);
  }
  return true;
}

/**
 * Stores which version has the first notice that was not sent, and reserves the row anew. Returns
 * `null` if no notice waits any more, or if another process has reserved the row.
 */
async function renew(
  sending: Sending,
  due: DueNotices,
  from_version: number,
  sent_version: number | null,
): Promise<DueNotices | null> {
  const { context, subject } = sending;
  const now = context.ticks();
  const progress = { from_version, sent_version, attempts: 0, wait_ms: LEASE_MS };
  const lease = await context.storage.storeNotified(subject, due, progress);
  sending.reserved_at = now;
  return lease === null ? null : { ...due, from_version, lease };
}

/** Reads the notices of a row, each with its version, and the newest version of the row. */
async function readNotices(
  { context, subject }: Sending,
  { id, from_version }: DueNotices,
): Promise<{ notices: { version: number; notice: Notice }[]; sent_version: number }> {
  const { storage } = context;
  if (subject === "event") {
    const event = await storage.readEvent(id);
    const notices = event === null ? [] : [{ version: 1, notice: unmatchedNotice(event) }];
    return { notices, sent_version: 1 };
  }
  const payment = await storage.readPayment(id);
  if (payment === null) return { notices: [], sent_version: from_version };
  const history = await storage.listAudit(id);
  return {
    notices: noticesOf(payment, history, from_version).map((notice) => ({
      version: notice.version,
      notice,
    })),
    sent_version: Math.max(payment.version, history.at(-1)?.version ?? 0),
  };
}

/**
 * Calls `notify()` with its time limit. Returns `false` if it fails. Of several failures in a row,
 * only the first is logged.
 */
async function callNotify(context: Context, notice: Notice): Promise<boolean> {
  const { host, logger, notice_queue } = context;
  const unlimited = { ...context, ends_at: Number.POSITIVE_INFINITY };
  try {
    await withDeadline(unlimited, HOST_MS, LATE, async (signal) => {
      await host.notify?.(notice, signal);
    });
    notice_queue.failing = false;
    return true;
  } catch (error) {
    if (!notice_queue.failing)
      logger.error(
        "notify() failed: its notices are sent again by reconcile(), and check() says how many wait",
        { notice_id: notice.notice_id, kind: notice.kind },
        error,
      );
    notice_queue.failing = true;
    return false;
  }
}
