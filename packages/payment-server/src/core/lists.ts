import type { Context } from "./context.ts";
import { inquireGently } from "./inquiry.ts";
import { createMatter } from "./write-cause.ts";
import { isSettled, isSoftEnd, type Payment } from "./payment.ts";
import { readPage, type Page } from "./keyset-page.ts";
import type { EventFilter, PaymentEvent, PaymentFilter } from "./storage.ts";

/** So many open payments of a topup are asked about when its list is read. */
const MOST_INQUIRIES = 3;

export interface ListRequest<Filter> {
  filter: Filter;
  cursor: string | null;
  limit: number;
}

/** Payments, newest first. Those of one topup are asked about when due, so that it completes where no webhook arrives. */
export async function listPayments(
  context: Context,
  request: ListRequest<PaymentFilter>,
): Promise<Page<Payment>> {
  const read = async (): Promise<Page<Payment>> =>
    await readPage(
      async (page) => await context.storage.listPayments(page),
      (row) => row.payment_id,
      request,
    );
  const page = await read();
  const open =
    request.filter.topup_id === undefined
      ? []
      : page.items.filter((payment) => !isSettled(payment)).slice(0, MOST_INQUIRIES);
  if (open.length === 0) return page;
  const matter = createMatter({ actor: "return", event_id: null, note: null }, null);
  await Promise.all(open.map(async (payment) => await inquireGently(context, payment, matter)));
  // Read again: what was asked may have brought money that has a row of its own.
  return await read();
}

/** Money of a topup, wherever it stands: what has come furthest first. */
const MONEY = ["paid", "crediting", "held"] as const;

/**
 * What a visitor is told of a payment: once any payment of its topup is credited, that it is paid; and where this one has
 * ended without money, what has become of another's, not to try again.
 */
export async function presentState(context: Context, payment: Payment): Promise<Payment> {
  if (isSettled(payment)) return payment;
  const attempts = await context.storage.listAttempts(payment.topup_id);
  const told = isSoftEnd(payment) ? MONEY : MONEY.slice(0, 1);
  const status = told.find((money) => attempts.some((attempt) => attempt.status === money));
  return status === undefined ? payment : { ...payment, status };
}

/** Events, newest first. */
export async function listEvents(
  context: Context,
  request: ListRequest<EventFilter>,
): Promise<Page<PaymentEvent>> {
  return await readPage(
    async (page) => await context.storage.listEvents(page),
    (row) => row.event_id,
    request,
  );
}
