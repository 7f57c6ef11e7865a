/** The lists of payments and events. */
import type { Context } from "./context.ts";
import { inquireForRequest } from "./inquiry.ts";
import { readPage, type Page } from "./keyset-page.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { EventFilter, PaymentEvent, PaymentFilter } from "./storage-records.ts";
import { causeOf } from "./write-cause.ts";

/** At most so many open payments of a topup are asked about when its list is read. */
const MOST_INQUIRIES = 3;

/**
 * One page of a list; `cursor` is the `next_cursor` of the page before, `null` for the first page.
 */
export interface ListRequest<Filter> {
  filter: Filter;
  cursor: string | null;
  limit: number;
}

/**
 * Lists payments, newest first. The open payments of a single topup are asked about if they are
 * due, so that the topup is credited even if no webhook arrives.
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
  // Read again: an inquiry may have found money that has a row of its own.
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
