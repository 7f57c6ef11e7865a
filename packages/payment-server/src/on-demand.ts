/**
 * This file has what is not needed to process a delivery: most routes, the methods of
 * `PaymentService`, and the check of another payment after a delivery. `onDemand()` loads this file
 * at the first use. All of it is in one file, because a runtime loads one file faster than many.
 */
import { closeEvent, type CloseEventInput } from "./core/close-event.ts";
import { listEvents, listPayments } from "./core/lists.ts";
import { readAudit } from "./core/payment-audit.ts";
import { releasePayment, type ReleaseInput } from "./core/release.ts";
import { replayEvent } from "./core/replay.ts";
import type { EventFilter, PaymentFilter } from "./core/storage-records.ts";
import { wireAudit, type WireAudit } from "./http/audit-records.ts";
import type { HttpContext } from "./http/call.ts";
import { wirePayments, type WirePayments } from "./http/payment-lists.ts";
import { wireEvent, wirePayment, type WireEvent, type WirePayment } from "./http/records.ts";
import { listRequest } from "./list-request.ts";

export { drift } from "./core/drift/report.ts";
export { summariseDays } from "./core/figures/summary.ts";
export { prune } from "./core/prune.ts";
export { checkOneDue, reconcile } from "./core/reconcile/reconcile.ts";
export { openCheckout, postCheckout } from "./http/checkout.ts";
export { getEvents, postClose, postReplay } from "./http/events.ts";
export { getAudit, getCheck, getDrift, getSummary } from "./http/inspection.ts";
export { getMyPayments, getPayments, postReconcile, postRelease } from "./http/payments.ts";
export { postPrune } from "./http/prune.ts";
export { getCancel, getSuccess } from "./http/redirect.ts";
export { inspectService } from "./http/service-check.ts";
export { unknownPath } from "./http/unknown-path.ts";

/** The page of a list that a caller requests. */
export interface PageRequest {
  cursor?: string;
  limit?: number;
}

/**
 * Returns a page of payments in the form that responses have. Throws `invalid_request` for a wrong
 * filter, and `invalid_cursor` for a wrong cursor.
 */
export async function pageOfPayments(
  context: HttpContext,
  filter: PaymentFilter,
  page: PageRequest,
): Promise<WirePayments> {
  const request = listRequest(filter, ["user_id", "topup_id", "status"], page);
  return wirePayments(await listPayments(context, request), context.clock());
}

/**
 * Returns a page of events in the form that responses have. Throws `invalid_request` for a wrong
 * filter, and `invalid_cursor` for a wrong cursor.
 */
export async function pageOfEvents(
  context: HttpContext,
  filter: EventFilter,
  page: PageRequest,
): Promise<{ items: WireEvent[]; next_cursor: string | null }> {
  const request = listRequest(filter, ["type", "sync_status", "payment_id"], page);
  const { items, next_cursor } = await listEvents(context, request);
  return { items: items.map(wireEvent), next_cursor };
}

/**
 * Returns a payment, its audit and its topup in the form that responses have. Throws
 * `payment_not_found` if there is no such payment.
 */
export async function auditOf(context: HttpContext, payment_id: string): Promise<WireAudit> {
  return wireAudit(await readAudit(context, payment_id));
}

/**
 * Processes a stored event again and returns it in the form that responses have. Throws like
 * `replayEvent()`.
 */
export async function replay(context: HttpContext, event_id: string): Promise<WireEvent> {
  return wireEvent(await replayEvent(context, event_id));
}

/**
 * Closes an unmatched event and returns it in the form that responses have. Throws like
 * `closeEvent()`.
 */
export async function close(context: HttpContext, input: CloseEventInput): Promise<WireEvent> {
  return wireEvent(await closeEvent(context, input));
}

/**
 * Carries out an administrator's decision on a payment, and returns the payment in the form that
 * responses have. Throws like `releasePayment()`.
 */
export async function release(context: HttpContext, input: ReleaseInput): Promise<WirePayment> {
  return wirePayment(await releasePayment(context, input));
}
