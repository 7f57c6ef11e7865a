/** Lists payments and events. */
import type { Context } from "./context.ts";
import { inquireForRequest } from "./inquiry.ts";
import { readPage, type Page } from "./keyset-page.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { EventFilter, PaymentEvent, PaymentFilter } from "./storage-records.ts";
import { causeOf } from "./write-cause.ts";

/**
 * When the payments of one topup are listed, the provider is queried about at most this many of
 * them.
 */
const MOST_INQUIRIES = 3;

/** A request for one page. `cursor` is the previous page's `next_cursor`; `null` for the first. */
export interface ListRequest<Filter> {
  filter: Filter;
  cursor: string | null;
  limit: number;
}

/**
 * Lists payments, newest first. If the list is that of one topup, first queries the provider about
 * the newest payments on the page that are not settled, at most three of them. The topup is thus
 * credited even if no webhook arrives.
 */
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
  const writing = { context, cause: causeOf("return") };
  await Promise.all(open.map(async (payment) => await inquireForRequest(writing, payment)));
  // The page is read again: an inquiry may have inserted a row for a second provider payment.
  return await read();
}

/** Lists events, newest first. */
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
