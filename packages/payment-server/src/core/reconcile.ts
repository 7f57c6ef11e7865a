/** The nets under the webhooks: payments that are due are asked about, and the provider's recent payments are looked through. */
import { PaymentError } from "../errors.ts";
import type { Context } from "./context.ts";
import { askingDeadline, settlingDeadline } from "./deadline.ts";
import { inquire, reschedule } from "./inquiry.ts";
import { createMatter, type Matter } from "./matter.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { PaymentProvider, RecentPayment } from "./provider.ts";
import { settle } from "./settlement.ts";

/** While one process looks at a payment, no other takes it. */
const TAKEN_MS = 60_000;
const RECENT_MS = 48 * 3_600_000;
const RECENT_PAGES = 20;
/** The bucket is empty: wait this long for the next call. */
const PAUSE_MS = 100;

export interface ReconcileOptions {
  /** Only payments made at least this many milliseconds ago; default 0. */
  older_than?: number;
  /** At most so many payments that are due; default 100. */
  limit?: number;
  /** How far back the provider's recent payments are looked through, in milliseconds; 0 leaves that net out; default 48 h. */
  recent?: number;
  /** Stops between two payments. */
  signal?: AbortSignal;
}

/** What a run did: `failed` counts payments that could not be asked about and are due again. */
export interface ReconcileResult {
  checked: number;
  credited: number;
  held: number;
  failed: number;
}

/** Works off what is due, most overdue first, then the provider's recent payments. Safe in many processes at once. */
export async function reconcile(context: Context, options: ReconcileOptions = {}): Promise<ReconcileResult> {
  const result: ReconcileResult = { checked: 0, credited: 0, held: 0, failed: 0 };
  const matter = createMatter({ actor: "reconcile", event_id: null, note: null }, null);
  let left = options.limit ?? 100;
  while (left > 0 && options.signal?.aborted !== true) {
    const now = context.clock();
    const due = await context.storage.takeDue(now, now + TAKEN_MS, Math.min(left, 20), now - (options.older_than ?? 0));
    if (due.length === 0) break;
    left -= due.length;
    for (const payment of due) {
      await takeCall(context);
      await look(context, payment, matter, result);
    }
  }
  const recent = options.recent ?? RECENT_MS;
  if (recent > 0) {
    for (const provider of context.providers.values()) await lookThrough(context, provider, recent, matter, result, options.signal);
  }
  return result;
}

/** One payment that is due, within the budget, on the way of a request that has already been answered for itself. */
export async function workOffOne(context: Context): Promise<void> {
  if (!context.budget.take()) return;
  const now = context.clock();
  const [payment] = await context.storage.takeDue(now, now + TAKEN_MS, 1, now);
  if (payment === undefined) return;
  await look(context, payment, createMatter({ actor: "reconcile", event_id: null, note: null }, null), { checked: 0, credited: 0, held: 0, failed: 0 });
}

async function look(context: Context, payment: Payment, matter: Matter, result: ReconcileResult): Promise<void> {
  try {
    const { payment: after } = await inquire(context, payment, matter);
    count(result, payment, after);
  } catch (error) {
    failed(context, payment.payment_id, error, result);
    await reschedule(context, payment);
  }
}

async function lookThrough(
  context: Context,
  provider: PaymentProvider,
  recent: number,
  matter: Matter,
  result: ReconcileResult,
  stop: AbortSignal | undefined,
): Promise<void> {
  if (!provider.method().enabled) return;
  const since = context.clock() - recent;
  try {
    for (let page = 0; page < RECENT_PAGES && stop?.aborted !== true; page += 1) {
      await takeCall(context);
      const { ours, last } = await askingDeadline(context, async (signal) => await provider.listRecent(since, page, signal));
      for (const item of ours) await lookAtRecent(context, provider, item, matter, result);
      if (last) return;
    }
  } catch (error) {
    failed(context, null, error, result);
  }
}

/** One of the provider's payments that names ours: settled if it knows more than we do. */
async function lookAtRecent(context: Context, provider: PaymentProvider, item: RecentPayment, matter: Matter, result: ReconcileResult): Promise<void> {
  const { provider_payment_id, our_payment_id } = item;
  const found = await context.storage.findPayments({ provider: provider.id, provider_payment_id, provider_session_id: null, payment_id: our_payment_id });
  const exact = found.find((payment) => payment.provider_payment_id === provider_payment_id);
  if (found.length === 0 || !item.succeeded || (exact !== undefined && knows(exact, item))) return;
  await takeCall(context);
  try {
    await settlingDeadline(context, async (signal) => {
      const report = await provider.readPayment(provider_payment_id, signal);
      const settlement = report === null ? null : await settle(context, provider, report, matter, signal);
      if (settlement?.payment) count(result, exact ?? null, settlement.payment);
    });
  } catch (error) {
    failed(context, our_payment_id, error, result);
  }
}

/** A second partial refund looks like the first in the list, so each of them is asked about. */
function knows(payment: Payment, { refunded, disputed }: RecentPayment): boolean {
  const refund = refunded === "none" || (refunded === "full" && payment.refunded_minor >= (payment.net_minor ?? 0));
  return isSettled(payment) && refund && (!disputed || payment.disputed);
}

function count(result: ReconcileResult, before: Payment | null, after: Payment): void {
  result.checked += 1;
  if (after.status === before?.status) return;
  if (after.status === "paid") result.credited += 1;
  if (after.status === "held") result.held += 1;
}

/** One payment's trouble is not the others'. What is not ours to explain is thrown on. */
function failed(context: Context, payment_id: string | null, error: unknown, result: ReconcileResult): void {
  if (!(error instanceof PaymentError)) throw error;
  if (error.code === "storage_unavailable") throw error;
  result.failed += 1;
  context.logger.warn("a payment could not be reconciled", { payment_id, code: error.code });
}

async function takeCall(context: Context): Promise<void> {
  while (!context.budget.take()) await context.sleep(PAUSE_MS);
}
