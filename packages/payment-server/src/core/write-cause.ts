/**
 * The cause of a write, for the audit. It can contain the webhook event that the same write
 * decides.
 */
import type { Actor, Cause } from "./audit.ts";
import type { Context } from "./context.ts";
import type { PaymentEvent, SyncStatus } from "./storage-records.ts";

/** The cause of a write, with the event that the write decides. */
export interface WriteCause extends Cause {
  /**
   * The webhook event whose outcome is stored in the same transaction as the write; `null` if there
   * is no event, or if a later write decides the event.
   */
  event: PaymentEvent | null;
}

/** What every write needs: the context, and the cause of the write. */
export interface Writing {
  context: Context;
  cause: WriteCause;
}

/** Returns the cause of writes that no stored webhook event has caused. */
export function causeOf(actor: Actor, note: string | null = null): WriteCause {
  return { actor, event_id: null, note, event: null };
}

/** Returns the cause of a write that decides a webhook event. */
export function deliveryCause(event: PaymentEvent): WriteCause {
  return { actor: "webhook", event_id: event.event_id, note: null, event };
}

/**
 * Returns `writing` without its event, for a write that does not decide the delivery. The audit
 * still contains the event's id.
 */
export function withoutEvent<Given extends Writing>(writing: Given): Given {
  return { ...writing, cause: { ...writing.cause, event: null } };
}

/** Returns the event of a cause with its outcome, or `null` if the cause has no event. */
export function decidedEvent(
  { event }: WriteCause,
  sync_status: SyncStatus,
  payment_id: string,
): PaymentEvent | null {
  return event === null ? null : { ...event, sync_status, payment_id, sync_error: null };
}
