/** Lists payments, events and the audit of a payment. */
import { PaymentError, type ErrorCode } from "../errors.ts";
import type { AuditEntry } from "./audit.ts";
import type { Context } from "./context.ts";
import type { Topup } from "./host.ts";
import { inquireForRequest } from "./inquiry.ts";
import { readPage, type Page } from "./keyset-page.ts";
import { isSettled, type Payment } from "./payment.ts";
import type { EventFilter, PaymentEvent, PaymentFilter } from "./storage-records.ts";
import { readTopup } from "./topup.ts";
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
 * its open payments, so that the topup is credited even if no webhook arrives.
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

/** A payment, its audit entries, oldest first, and its topup at the host. */
export interface PaymentAudit {
  payment: Payment;
  entries: AuditEntry[];
  /** `null` if the host has no such topup, or if it could not be read. */
  topup: Topup | null;
  /** The code of the error if the topup could not be read, otherwise `null`. */
  topup_error: ErrorCode | null;
}

/** Reads a payment and its whole audit. Throws `payment_not_found` if there is no such payment. */
export async function readAudit(context: Context, payment_id: string): Promise<PaymentAudit> {
  const { storage } = context;
  const payment = await storage.readPayment(payment_id);
  if (payment === null)
    throw new PaymentError("payment_not_found", "There is no payment with this id.");
  const [entries, topup] = await Promise.all([
    storage.listAudit(payment_id),
    presentTopup(context, payment.topup_id),
  ]);
  return { payment, entries, ...topup };
}

/** Reads the topup. A host that fails does not keep an administrator from reading the audit. */
async function presentTopup(
  context: Context,
  topup_id: string,
): Promise<Pick<PaymentAudit, "topup" | "topup_error">> {
  try {
    return { topup: await readTopup(context, topup_id), topup_error: null };
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    return { topup: null, topup_error: error.code };
  }
}
