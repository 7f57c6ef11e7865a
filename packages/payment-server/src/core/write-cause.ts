/**
 * Why a row is written: the cause goes into the audit, and may carry the event that is decided by
 * the same write.
 */
import type { Actor, Cause } from "./audit.ts";
import type { Context } from "./context.ts";
import type { PaymentEvent, SyncStatus } from "./storage-records.ts";

/** The cause of a write. */
export interface WriteCause extends Cause {
  /**
   * The delivery whose outcome is stored in the same transaction as the write; `null` if there is
   * none, or if a later write decides it.
   */
  event: PaymentEvent | null;
}

/** What a write needs to know about the world around it: everything from outside, and its cause. */
export interface Writing {
  context: Context;
  cause: WriteCause;
}

/** Returns the cause of writes that no stored delivery has caused. */
export function causeOf(actor: Actor, note: string | null = null): WriteCause {
  return { actor, event_id: null, note, event: null };
}

/** Returns the cause of the write that decides a delivery. */
export function deliveryCause(event: PaymentEvent): WriteCause {
  return { actor: "webhook", event_id: event.event_id, note: null, event };
}

/**
 * Returns the same cause for a write that does not decide the delivery; the audit still names it.
 */
export function withoutEvent<Given extends Writing>(writing: Given): Given {
  return { ...writing, cause: { ...writing.cause, event: null } };
}

/** Returns the event of a cause with its outcome, or `null` if the cause carries none. */
export function decidedEvent(
  { event }: WriteCause,
  sync_status: SyncStatus,
  payment_id: string,
): PaymentEvent | null {
  return event === null ? null : { ...event, sync_status, payment_id, sync_error: null };
}
