/**
 * Compares one payment in the three books: the provider's payments, our rows and the host's topups.
 */
import { isPaymentClosed } from "../closed-payment.ts";
import type { Context } from "../context.ts";
import { providerDeadline } from "../provider-deadline.ts";
import { isUnaccounted } from "../foreign-payment.ts";
import { hasMoney, type Payment } from "../payment.ts";
import type { PaymentProvider, RecentPayment, RecentWindow } from "../provider.ts";
import { waitForCall, type CallingRun } from "../provider-calls.ts";
import type { Report } from "../report.ts";
import { YOUNG_MS } from "../schedule.ts";
import { readTopup } from "../topup.ts";
import { compare, type Books } from "./compare.ts";
import { toItem, type DriftItem, type DriftSubject } from "./item.ts";

/** A run that builds a drift report. */
export interface DriftRun extends CallingRun {
  window: RecentWindow;
}

/**
 * Whether this process can query the provider about the payment: the provider is enabled, and its
 * key is for the payment's environment.
 */
export function canAsk({ providers }: Context, payment: Payment): boolean {
  const provider = providers.get(payment.provider);
  return (
    provider !== undefined &&
    provider.environment === payment.environment &&
    provider.method().enabled
  );
}

/**
 * Compares a payment that succeeded at the provider with our rows, and returns an item if no row
 * has recorded its money. Returns none, for example, if all of the money was returned, if an
 * administrator has closed the payment, or if it names only a topup for which `isUnaccounted()` is
 * `false`. If the row that has recorded the money is older than the window, returns the items of
 * that row.
 */
export async function compareProviderPayment(
  run: DriftRun,
  provider: PaymentProvider,
  item: RecentPayment,
): Promise<readonly DriftItem[]> {
  const { context, window } = run;
  const { provider_payment_id, our_payment_id } = item;
  const found = await context.storage.findPayments({
    provider: provider.id,
    provider_payment_id,
    provider_session_id: null,
    payment_id: our_payment_id,
  });
  const named = found.find((payment) => payment.payment_id === our_payment_id);
  const row =
    found.find((payment) => payment.provider_payment_id === provider_payment_id) ??
    (named === undefined || hasMoney(named) ? null : named);
  // A row that has recorded the money is compared by the pass over our rows. If the row is too old
  // for that pass, it is compared here.
  if (row !== null && hasMoney(row))
    return row.created_at < window.since ? await compareRow(run, row) : [];
  const topup_id = row?.topup_id ?? named?.topup_id ?? item.our_topup_id;
  if (our_payment_id === null && row === null && !(await isUnaccounted(context, topup_id)))
    return [];
  if (row === null && (await isPaymentClosed(context, provider.id, provider_payment_id))) return [];
  const report = await readReport(run, provider, provider_payment_id);
  const topup = topup_id === null ? null : await readTopup(context, topup_id);
  const { id, environment } = provider;
  const subject: DriftSubject = {
    provider: id,
    environment,
    payment_id: row?.payment_id ?? our_payment_id ?? "",
    topup_id,
    provider_payment_id,
  };
  const books: Books = { payment: row, report, topup };
  const items = await compareBooks(context, books, subject, item.created_at);
  // `no_paid_payment` is listed by the pass over our rows. If the row is too old for that pass, it
  // is listed here.
  const whole =
    row === null || (row.created_at < window.since && (await standsForTopup(context, row)));
  return whole ? items : items.filter(({ reason }) => reason !== "no_paid_payment");
}

/**
 * Compares one of our rows with the provider's report and the host's topup, and returns the items.
 * Skips a row that has been `crediting` for less than 15 minutes. Skips a row that is neither
 * `crediting` nor `paid`, unless it stands for a `paid` topup (`standsForTopup()`).
 */
export async function compareRow(run: DriftRun, payment: Payment): Promise<readonly DriftItem[]> {
  const { context } = run;
  const since = payment.status === "crediting" ? await statusSince(context, payment) : null;
  if (since !== null && context.clock() - since < YOUNG_MS) return [];
  const topup = await readTopup(context, payment.topup_id);
  const credited = payment.status === "paid" || payment.status === "crediting";
  if (!credited && (topup?.status !== "paid" || !(await standsForTopup(context, payment))))
    return [];
  const report = await reportOf(run, payment);
  const { provider, environment, payment_id, topup_id, provider_payment_id } = payment;
  const found = await compareBooks(
    context,
    { payment, report, topup },
    { provider, environment, payment_id, topup_id, provider_payment_id },
    null,
  );
  // `not_settled` is left out here, because the pass over the provider's payments also lists it.
  return found.filter(({ reason }) => reason !== "not_settled");
}

/**
 * Whether this payment is the one to list for a topup that is `paid` at the host although none of
 * its payments is `paid` or `crediting`. The one to list is the oldest payment for which money was
 * received, or else the newest payment.
 */
async function standsForTopup({ storage }: Context, payment: Payment): Promise<boolean> {
  const payments = await storage.listAttempts(payment.topup_id);
  if (payments.some(({ status }) => status === "paid" || status === "crediting")) return false;
  return (payments.find(hasMoney) ?? payments.at(-1))?.payment_id === payment.payment_id;
}

/**
 * Compares the books and returns an item for each disagreement, or none if the row's status has
 * changed meanwhile. `made_at` becomes `since` of the items. If `made_at` is `null`, `since` is the
 * time at which the row got its current status.
 */
async function compareBooks(
  context: Context,
  books: Books,
  subject: DriftSubject,
  made_at: number | null,
): Promise<readonly DriftItem[]> {
  if (compare(books).length === 0) return [];
  // If the row's status has changed during the comparison, another request is probably settling the
  // payment, so nothing is listed. The next report shows what still disagrees.
  const payment =
    books.payment === null ? null : await context.storage.readPayment(books.payment.payment_id);
  if (payment?.status !== books.payment?.status) return [];
  const present: Books = { ...books, payment };
  const since = made_at ?? (payment === null ? null : await statusSince(context, payment));
  return compare(present).map((discrepancy) => toItem(discrepancy, { ...subject, since }, present));
}

/**
 * Reads the provider's report on this row's payment. The provider's payment id is on the row, or
 * else is read from the row's session. Returns `null` if there is no such payment, or if the run
 * was stopped.
 */
async function reportOf(
  run: DriftRun,
  { provider: id, provider_payment_id, provider_session_id }: Payment,
): Promise<Report | null> {
  const provider = run.context.providers.get(id);
  if (provider === undefined) return null;
  if (provider_payment_id !== null) return await readReport(run, provider, provider_payment_id);
  if (provider_session_id === null || !(await waitForCall(run))) return null;
  const session = await providerDeadline(
    run.context,
    async (signal) => await provider.readSession(provider_session_id, signal),
  );
  return session.known && session.provider_payment_id !== null
    ? await readReport(run, provider, session.provider_payment_id)
    : null;
}

/**
 * Reads the provider's report on a payment. Returns `null` if the provider has no such payment.
 * Also returns `null` if the run was stopped, and the caller's comparison is discarded in that
 * case.
 */
async function readReport(
  run: DriftRun,
  provider: PaymentProvider,
  provider_payment_id: string,
): Promise<Report | null> {
  if (!(await waitForCall(run))) return null;
  return await providerDeadline(
    run.context,
    async (signal) => await provider.readPayment(provider_payment_id, signal),
  );
}

/**
 * Returns the time at which the payment got its current status, in Unix milliseconds, or `null` if
 * the audit does not contain that time.
 */
async function statusSince(
  { storage }: Context,
  { payment_id, status }: Payment,
): Promise<number | null> {
  const history = await storage.listAudit(payment_id);
  const entry = history.findLast(
    ({ from_status, to_status }) => to_status === status && from_status !== status,
  );
  return entry?.at ?? null;
}
