/** Gathers what the three books say of one payment. Whatever may have moved meanwhile is read in the order in which money moves. */
import type { Context } from "../context.ts";
import { askingDeadline } from "../deadline.ts";
import { compare, type Books } from "./compare.ts";
import { toItem, type DriftItem, type DriftSubject } from "./item.ts";
import { isUnaccounted } from "../foreign-payment.ts";
import { hasMoney, type Payment } from "../payment.ts";
import type { PaymentProvider, RecentPayment, RecentWindow } from "../provider.ts";
import { YOUNG_MS } from "../schedule.ts";
import type { Report } from "../report.ts";
import { takeCall } from "../reconcile/run.ts";
import { readTopup } from "../topup.ts";

/** What a look needs of a report under way. */
export interface Looking {
  context: Context;
  window: RecentWindow;
  stop: AbortSignal | undefined;
}

/** Rows of another environment, or of a provider without a key here, are left to the process that can ask. */
export function canAsk({ providers }: Context, payment: Payment): boolean {
  const provider = providers.get(payment.provider);
  return (
    provider !== undefined &&
    provider.environment === payment.environment &&
    provider.method().enabled
  );
}

/** Money at the provider: does a row of ours know of it? */
export async function lookAtPaid(
  run: Looking,
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
  // What our rows know of is looked at with them, if they are in the window.
  if (row !== null && hasMoney(row))
    return row.created_at < window.since ? await lookAtRow(run, row) : [];
  const topup_id = row?.topup_id ?? named?.topup_id ?? item.our_topup_id;
  if (our_payment_id === null && row === null && !(await isUnaccounted(context, topup_id)))
    return [];
  const report = await readReport(run, provider, provider_payment_id);
  const topup = topup_id === null ? null : await readTopup(context, topup_id);
  const { id, environment } = provider;
  const subject: DriftSubject = {
    provider: id,
    environment,
    payment_id: our_payment_id ?? "",
    topup_id,
    provider_payment_id,
  };
  return await lines(context, { payment: row, report, topup }, subject, item.created_at);
}

/** A row of ours: do the provider and the host still say what it says? */
export async function lookAtRow(run: Looking, payment: Payment): Promise<readonly DriftItem[]> {
  const { context } = run;
  const since = payment.status === "crediting" ? await momentOf(context, payment) : null;
  if (since !== null && context.clock() - since < YOUNG_MS) return [];
  const topup = await readTopup(context, payment.topup_id);
  const credited = payment.status === "paid" || payment.status === "crediting";
  if (!credited && (topup?.status !== "paid" || !(await isSpokesman(context, payment)))) return [];
  const report = await reportOf(run, payment);
  const { provider, environment, payment_id, topup_id, provider_payment_id } = payment;
  const found = await lines(
    context,
    { payment, report, topup },
    { provider, environment, payment_id, topup_id, provider_payment_id },
    null,
  );
  // Money that the row does not know of is found in the provider's book.
  return found.filter(({ reason }) => reason !== "not_settled");
}

/** One payment speaks for a paid topup that no payment accounts for: one that money came for, else the newest. */
async function isSpokesman({ storage }: Context, payment: Payment): Promise<boolean> {
  const attempts = await storage.listAttempts(payment.topup_id);
  if (attempts.some(({ status }) => status === "paid" || status === "crediting")) return false;
  return (attempts.find(hasMoney) ?? attempts.at(-1))?.payment_id === payment.payment_id;
}

/** `made_at`: when the provider's payment was made, where our row does not know of it. */
async function lines(
  context: Context,
  books: Books,
  subject: DriftSubject,
  made_at: number | null,
): Promise<readonly DriftItem[]> {
  if (compare(books).length === 0) return [];
  // It may have moved while the others were asked: then it is on its way, and the next report will tell.
  const payment =
    books.payment === null ? null : await context.storage.readPayment(books.payment.payment_id);
  if (payment?.status !== books.payment?.status) return [];
  const present: Books = { ...books, payment };
  const since = made_at ?? (payment === null ? null : await momentOf(context, payment));
  return compare(present).map((discrepancy) => toItem(discrepancy, { ...subject, since }, present));
}

/** The provider's word on the payment of this row; a row that does not know its payment is found by its session. */
async function reportOf(
  run: Looking,
  { provider: id, provider_payment_id, provider_session_id }: Payment,
): Promise<Report | null> {
  const provider = run.context.providers.get(id);
  if (provider === undefined) return null;
  if (provider_payment_id !== null) return await readReport(run, provider, provider_payment_id);
  if (provider_session_id === null || !(await takeCall(run))) return null;
  const session = await askingDeadline(
    run.context,
    async (signal) => await provider.readSession(provider_session_id, signal),
  );
  return session.known && session.provider_payment_id !== null
    ? await readReport(run, provider, session.provider_payment_id)
    : null;
}

/** Once the report is to stop nothing more is asked; what is found on this page is then thrown away. */
async function readReport(
  run: Looking,
  provider: PaymentProvider,
  provider_payment_id: string,
): Promise<Report | null> {
  if (!(await takeCall(run))) return null;
  return await askingDeadline(
    run.context,
    async (signal) => await provider.readPayment(provider_payment_id, signal),
  );
}

/** Since when the payment has been what it is. */
async function momentOf(
  { storage }: Context,
  { payment_id, status }: Payment,
): Promise<number | null> {
  const history = await storage.listAudit(payment_id);
  return (
    history.findLast(({ from_status, to_status }) => to_status === status && from_status !== status)
      ?.at ?? null
  );
}
